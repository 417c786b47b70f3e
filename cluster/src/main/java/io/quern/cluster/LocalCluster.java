package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.JobRunner;
import io.quern.client.ProgressListener;
import io.quern.client.RunningJob;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.security.SecureRandom;
import java.util.List;

/// A scheduler, one worker and a client inside this JVM: the same state machines and tasks as on a cluster, without a
/// socket. Results pass by reference; functions are still serialised, so what works here works on a cluster.
///
/// What it cannot promise: tasks share this JVM's heap, so a task that runs out of memory takes the program along.
/// [ProcessCluster] keeps them apart. Thread-safe; closing it cancels the jobs that still run.
public final class LocalCluster implements JobRunner {
    private static final String SCHEDULER_ADDRESS = "local://scheduler";
    private static final String DATA_ADDRESS = "local://worker";

    private final LocalTransport transport;
    private final SchedulerServer scheduler;
    private final WorkerServer worker;
    private final Client client;

    private LocalCluster(LocalTransport transport, SchedulerServer scheduler, WorkerServer worker, Client client) {
        this.transport = transport;
        this.scheduler = scheduler;
        this.worker = worker;
        this.client = client;
    }

    /// Starts one that runs as many tasks at once as this machine has processors.
    public static LocalCluster start() {
        return start(Runtime.getRuntime().availableProcessors());
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
        return new LocalCluster(transport, scheduler, worker, client);
    }

    @Override
    public JobId newJobId() {
        return client.newJobId();
    }

    @Override
    public RunningJob submit(JobSpec job, ProgressListener progress) {
        return client.submit(job, progress);
    }

    /// The tasks of a running job, by stage and partition.
    public List<TaskLine> tasks(JobId job) {
        return client.tasks(job);
    }

    @Override
    public void close() {
        client.close();
        worker.close();
        scheduler.close();
        transport.close();
    }
}
