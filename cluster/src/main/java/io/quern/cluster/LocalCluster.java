package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.shipping.PresentCode;
import io.quern.core.error.QuernException;
import io.quern.core.hook.StartingWorker;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
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

    private final StartedParts parts;

    private LocalCluster(Client client, StartedParts parts) {
        super(client);
        this.parts = parts;
    }

    /// @param threads tasks it runs at once
    public static LocalCluster start(int threads) {
        StartedParts parts = new StartedParts();
        try {
            return start(threads, parts);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private static LocalCluster start(int threads, StartedParts parts) {
        Clock clock = new SystemClock();
        ClusterSettings settings = ClusterSettings.ofThisProcess();
        LocalTransport transport = new LocalTransport();
        parts.add(transport::close);
        SchedulerServer scheduler = new SchedulerServer(settings.scheduler(), clock);
        parts.add(scheduler::close);
        scheduler.start(transport, SCHEDULER_ADDRESS);
        WorkerOptions options = settings.worker(
                WorkerOptions.of("local", threads, Runtime.getRuntime().maxMemory(), SCHEDULER_ADDRESS, DATA_ADDRESS));
        StartedHooks hooks = StartedHooks.start(
                settings.preload(),
                ProgramClasses.loader(),
                new StartingWorker(options.name(), options.threads(), options.memoryBytes()));
        parts.add(hooks::close);
        WorkerServer worker = WorkerServer.start(options, transport, ProgramClasses.loader(), clock);
        parts.add(worker::close);
        Client client = Client.connect(
                transport,
                SCHEDULER_ADDRESS,
                Role.CLIENT,
                "program",
                new JobIdSource(clock, new SecureRandom()),
                settings.client(),
                PresentCode.EVERYWHERE);
        parts.add(client::close);
        Thread.ofVirtual().name("quern-local-cluster-watch").start(() -> awaitDefect(worker, client));
        return new LocalCluster(client, parts);
    }

    /// Ends the jobs when the only worker has failed: nobody would ever run them.
    private static void awaitDefect(WorkerServer worker, Client client) {
        try {
            worker.awaitEnd();
        } catch (QuernException defect) {
            client.abandon(new QuernException(
                    defect.code(), "the worker inside this program failed: " + defect.getMessage(), defect));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
