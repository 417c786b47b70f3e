package io.quern.bench.memory;

import io.quern.bench.daemon.WorkerShape;
import io.quern.bench.events.GeneratedEvents;
import io.quern.bench.watch.PeakWatch;
import io.quern.client.Client;
import io.quern.cluster.Cluster;
import io.quern.core.config.ByteSize;
import io.quern.core.runtime.Waiting;
import io.quern.dataframe.Frames;
import io.quern.examples.EventsJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Point 5: jobs one after another on the same workers, every tenth of which spills. What is compared with is what
/// the workers have after the first ones, which load classes and start threads.
final class ManyJobs implements Point {
    private static final long JOBS = 500;
    private static final long JOBS_MIN = 20;
    private static final int FIRST_JOBS = 20;
    private static final int TOLD_EVERY = 100;
    private static final int SPILLING_EVERY = 10;
    private static final long SPILLING_PARTITIONS = 24;
    private static final long ROWS = 20_000;
    /// Of which all are in 24 files.
    private static final String PROFILE = "shuffled";
    private static final int GROUP_PARTITIONS = 4;
    private static final int WORKERS = 2;
    private static final long MEMORY_BYTES = 512L << 20;
    private static final Duration RELEASE_MAX = Duration.ofSeconds(30);

    @Override
    public void measure(Setup setup) throws IOException, InterruptedException {
        Path events = new GeneratedEvents(setup.work(), setup.clock()).folder(ROWS, PROFILE);
        long jobs = setup.scaled(JOBS, JOBS_MIN);
        ClusterRun<Boolean> run = ClusterRun.of(
                setup,
                "5 " + jobs + " jobs",
                WorkerShape.of(WORKERS, 1, MEMORY_BYTES),
                cluster -> runAll(setup, cluster, events, jobs));
        run.check(setup.report());
        run.checkNobodyDied(setup.report());
    }

    private static boolean runAll(Setup setup, Cluster cluster, Path events, long jobs) throws InterruptedException {
        Client client = cluster.client();
        Report report = setup.report();
        Set<Long> groups = new HashSet<>();
        for (int i = 0; i < FIRST_JOBS; i++) {
            run(cluster, events, i, groups);
        }
        Map<String, WorkerFigures> before = figures(setup, client, FIRST_JOBS);
        for (int i = 1; i <= jobs; i++) {
            run(cluster, events, i, groups);
            if (i % TOLD_EVERY == 0 && i < jobs) {
                figures(setup, client, FIRST_JOBS + i);
            }
        }
        figures(setup, client, FIRST_JOBS + (int) jobs).forEach((worker, after) -> {
            WorkerFigures first = before.get(worker);
            report.check(first != null && after.isBackAt(first), worker + " is back where it began");
        });
        report.check(groups.size() == 1, "every job found the same number of groups: " + groups);
        return true;
    }

    private static void run(Cluster cluster, Path events, int number, Set<Long> groups) {
        if (number % SPILLING_EVERY == 0) {
            long sum = HeldBatches.holdAndSum(cluster.client(), SPILLING_PARTITIONS);
            if (sum != HeldBatches.sum(SPILLING_PARTITIONS)) {
                throw new IllegalStateException("job " + number + " added up to " + sum);
            }
        } else {
            Frames frames = Frames.on(cluster).withGroupPartitions(GROUP_PARTITIONS);
            groups.add(EventsJob.pageHours(frames, events.toString()).count());
        }
    }

    /// Tells them too. Results are given up without waiting, so their files may be there for a moment.
    private static Map<String, WorkerFigures> figures(Setup setup, Client client, int jobs)
            throws InterruptedException {
        Path spill = setup.work().resolve("spill");
        Waiting waiting = new Waiting(setup.clock());
        boolean isEmpty = waiting.until(() -> PeakWatch.folderBytes(spill) == 0, RELEASE_MAX);
        Map<String, WorkerFigures> figures = client.runOnWorkers(WorkerFigures::take);
        figures.forEach((worker, one) -> setup.report().say("    after " + jobs + " jobs: " + worker + ": " + one));
        setup.report()
                .check(
                        isEmpty,
                        "after " + jobs + " jobs, " + ByteSize.rounded(PeakWatch.folderBytes(spill))
                                + " in the spill folder");
        return figures;
    }
}
