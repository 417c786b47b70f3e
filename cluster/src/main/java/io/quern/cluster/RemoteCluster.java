package io.quern.cluster;

import io.quern.client.Client;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import java.security.SecureRandom;

/// A scheduler and workers that run already, somewhere else. Closing it leaves them running.
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
        String name = "client-" + ProcessHandle.current().pid();
        TcpTransport transport = access.transport(
                name, ProgramClasses.loader(), ClusterSettings.ofThisProcess().transport(), clock);
        JobIdSource ids = new JobIdSource(clock, new SecureRandom());
        try {
            Client client = Client.connect(transport, access.address(), access.programRole(), name, ids);
            return new RemoteCluster(client, transport);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    @Override
    public void close() {
        client().close();
        transport.close();
    }
}
