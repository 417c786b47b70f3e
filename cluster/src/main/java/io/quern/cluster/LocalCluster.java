package io.quern.cluster;

import io.quern.client.Client;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.security.SecureRandom;

/// A scheduler, one worker and a client inside this JVM: the same state machines and tasks as on a cluster, without a
/// socket. Results pass by reference; functions are still serialised, so what works here works on a cluster.
///
/// What it cannot promise: tasks share this JVM's heap, so a task that runs out of memory takes the program along.
/// [ProcessCluster] keeps them apart.
public final class LocalCluster extends Cluster {
    private static final String SCHEDULER_ADDRESS = "local://scheduler";
    private static final String DATA_ADDRESS = "local://worker";

    private final LocalTransport transport;
    private final SchedulerServer scheduler;
    private final WorkerServer worker;

    private LocalCluster(Client client, LocalTransport transport, SchedulerServer scheduler, WorkerServer worker) {
        super(client);
        this.transport = transport;
        this.scheduler = scheduler;
        this.worker = worker;
    }

    /// @param threads tasks it runs at once
    public static LocalCluster start(int threads) {
        Clock clock = new SystemClock();
        LocalTransport transport = new LocalTransport();
        SchedulerServer scheduler = new SchedulerServer(SchedulerSettings.DEFAULT, clock);
        scheduler.start(transport, SCHEDULER_ADDRESS);
        WorkerOptions options =
                WorkerOptions.of("local", threads, Runtime.getRuntime().maxMemory(), SCHEDULER_ADDRESS, DATA_ADDRESS);
        WorkerServer worker = WorkerServer.start(options, transport, ProgramClasses.loader(), clock);
        Client client =
                Client.connect(transport, SCHEDULER_ADDRESS, "program", new JobIdSource(clock, new SecureRandom()));
        return new LocalCluster(client, transport, scheduler, worker);
    }

    @Override
    public void close() {
        client().close();
        worker.close();
        scheduler.close();
        transport.close();
    }
}
