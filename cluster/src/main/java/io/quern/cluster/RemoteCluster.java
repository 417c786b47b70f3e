package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.shipping.CodeShipper;
import io.quern.client.shipping.PresentCode;
import io.quern.client.shipping.ProgramCode;
import io.quern.client.shipping.WorkerLibraries;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import java.security.SecureRandom;

/// A scheduler and workers that run already, somewhere else. Closing it leaves them running.
///
/// They have the framework alone: the code of the program travels with its jobs.
public final class RemoteCluster extends Cluster {
    private final TcpTransport transport;

    private RemoteCluster(Client client, TcpTransport transport) {
        super(client);
        this.transport = transport;
    }

    /// Connects; tries for ten seconds where nobody answers. With the credentials of a viewer it can be asked and
    /// its jobs are refused.
    ///
    /// @throws io.quern.core.error.QuernException NETWORK where no scheduler answers, USER where it refuses
    public static RemoteCluster connect(ClusterAccess access) {
        Clock clock = new SystemClock();
        ClassLoader program = ProgramClasses.loader();
        String name = "client-" + ProcessHandle.current().pid();
        ClusterSettings settings = ClusterSettings.ofThisProcess();
        TcpTransport transport = access.transport(name, program, settings.transport(), clock);
        Role role = access.programRole();
        try {
            Client client = Client.connect(
                    transport,
                    access.address(),
                    role,
                    name,
                    new JobIdSource(clock, new SecureRandom()),
                    settings.client(),
                    role == Role.CLIENT ? shipper(transport, access.address(), program) : PresentCode.EVERYWHERE);
            return new RemoteCluster(client, transport);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private static CodeShipper shipper(TcpTransport transport, String address, ClassLoader program) {
        ClassLoader framework = RemoteCluster.class.getClassLoader();
        return new CodeShipper(transport, address, new ProgramCode(program, WorkerLibraries.ofDistribution(framework)));
    }

    @Override
    public void close() {
        client().close();
        transport.close();
    }
}
