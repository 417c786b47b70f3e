package io.quern.bench.memory;

import io.quern.bench.daemon.ContainerPlace;
import io.quern.bench.daemon.LaunchedDaemons;
import io.quern.bench.daemon.PlacedProgram.Ending;
import io.quern.bench.daemon.WorkerShape;
import io.quern.bench.events.FolderTree;
import io.quern.bench.watch.PeakWatch;
import io.quern.bench.watch.PeakWatch.Peak;
import io.quern.cluster.Cluster;
import io.quern.core.config.ByteSize;
import io.quern.core.config.Settings;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// One job on a cluster that was started for it.
///
/// @param isContained whether its workers ran in containers with their limits
/// @param spilledBytes the most that workers had on the disk at once
/// @param leftBytes what was left there when all had ended
record ClusterRun<T>(
        Outcome<T> outcome,
        WorkerShape shape,
        boolean isContained,
        List<Peak> peaks,
        long spilledBytes,
        long leftBytes,
        NannyLog nannies,
        List<Ending> endings) {
    private static final Duration JOIN_MAX = Duration.ofSeconds(60);
    private static final long FIRST_MEMORY_BYTES = 1L << 30;

    /// A job, which may use the folder in which its workers spill.
    interface Job<T> {
        T run(Cluster cluster) throws Exception;
    }

    /// Starts a worker and ends it. The first one of a build leaves an archive of its classes behind, which takes
    /// memory that no later one needs.
    static void firstStart(Setup setup) throws IOException, InterruptedException {
        WorkerShape shape = WorkerShape.of(1, 1, FIRST_MEMORY_BYTES);
        try (LaunchedDaemons daemons = LaunchedDaemons.start(setup.work(), setup.place(), shape, setup.clock());
                Cluster cluster = Cluster.connect(daemons.connectionFile())) {
            awaitWorkers(cluster, shape.workers(), setup);
        }
    }

    /// Starts workers, runs the job, and reports the run.
    static <T> ClusterRun<T> of(Setup setup, String job, WorkerShape shape, Job<T> code)
            throws IOException, InterruptedException {
        Path spill = setup.work().resolve("spill");
        FolderTree.delete(spill);
        Files.createDirectories(spill);
        WorkerShape spilling =
                shape.withEnvironment(Map.of(Settings.WORKER_SPILL_FOLDERS.environmentVariable(), spill.toString()));
        LaunchedDaemons daemons = LaunchedDaemons.start(setup.work(), setup.place(), spilling, setup.clock());
        Outcome<T> outcome;
        PeakWatch watch = PeakWatch.start(daemons.nannies(), spill, setup.clock());
        try (daemons) {
            try (Cluster cluster = Cluster.connect(daemons.connectionFile())) {
                awaitWorkers(cluster, shape.workers(), setup);
                outcome = Outcome.of(() -> code.run(cluster), setup.longest(), setup.clock());
            } finally {
                watch.close();
            }
        }
        NannyLog nannies = NannyLog.read(
                daemons.nannies().keySet().stream().map(daemons::log).toList());
        ClusterRun<T> run = new ClusterRun<>(
                outcome,
                shape,
                setup.place() instanceof ContainerPlace,
                watch.peaks(),
                watch.spilledBytes(),
                PeakWatch.folderBytes(spill),
                nannies,
                List.copyOf(daemons.endings().values()));
        setup.report().run(job, who(shape), outcome, run.peaks, run.spilledBytes);
        return run;
    }

    private static String who(WorkerShape shape) {
        return "quern, " + shape.workers() + " × " + ByteSize.format(shape.memoryBytes());
    }

    private static void awaitWorkers(Cluster cluster, int workers, Setup setup) throws InterruptedException {
        if (!new Waiting(setup.clock()).until(() -> cluster.client().workers().size() == workers, JOIN_MAX)) {
            throw new IllegalStateException("the workers have not come; see their logs in " + setup.work());
        }
    }

    /// Says whether it kept what every job has to keep.
    void check(Report report) {
        report.check(outcome.hasFinished(), "it finishes");
        long limit = shape.memoryBytes();
        for (Peak peak : peaks) {
            String told = peak.program() + ": " + ByteSize.rounded(peak.firstBytes()) + " nanny, "
                    + ByteSize.rounded(peak.othersBytes()) + " worker, at most "
                    + ByteSize.rounded(peak.togetherBytes()) + " together, of " + ByteSize.rounded(limit);
            if (isContained) {
                // The kernel holds a container to it, and counts once what nanny and worker both map.
                report.say("    " + told);
            } else {
                report.check(peak.togetherBytes() <= limit, told);
            }
        }
        report.check(leftBytes == 0, ByteSize.rounded(leftBytes) + " left on the disk by workers that have ended");
    }

    /// Says whether no process ended before its time: where all memory is reserved there is no reason to.
    void checkNobodyDied(Report report) {
        report.check(
                nannies.deaths().isEmpty() && kernelKills() == 0,
                nannies.deaths().size() + " processes ended before their time, " + kernelKills()
                        + " killed by the kernel for memory");
    }

    /// Says whether nannies named memory as the reason wherever the kernel killed for it.
    void checkNannies(Report report) {
        nannies.kinds().forEach((death, times) -> report.say("    " + times + " times a process " + death));
        report.check(
                kernelKills() <= nannies.namedForMemory(),
                kernelKills() + " processes killed by the kernel for memory; nannies tell of "
                        + nannies.deaths().size() + " ends, " + nannies.namedForMemory() + " of them for memory");
    }

    private long kernelKills() {
        return endings.stream().mapToLong(Ending::kernelKills).sum();
    }
}
