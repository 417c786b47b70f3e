package io.quern.bench.memory;

import io.quern.bench.daemon.WorkerShape;
import io.quern.bench.events.DuckDbEvents;
import io.quern.bench.events.FolderTree;
import io.quern.bench.events.GeneratedEvents;
import io.quern.bench.events.GroupDigest;
import io.quern.bench.events.SparkEvents;
import io.quern.dataframe.Frames;
import io.quern.examples.EventsJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Point 1: the events job on workers with less memory than its state takes.
final class LimitedEvents implements Point {
    private static final long ROWS = 20_000_000;
    private static final long ROWS_MIN = 1_000;
    private static final int GROUP_PARTITIONS = 64;
    private static final int WORKERS = 2;
    private static final long MEMORY_BYTES = 512L << 20;
    private static final double TIMES_MAX = 3;

    /// @param digest of the groups that were written; null where the job failed
    private record Written(ClusterRun<Long> run, @Nullable GroupDigest digest) {}

    @Override
    public void measure(Setup setup) throws IOException, InterruptedException {
        for (String profile : List.of("rich", "shuffled")) {
            measure(setup, profile);
        }
    }

    private static void measure(Setup setup, String profile) throws IOException, InterruptedException {
        long rows = setup.scaled(ROWS, ROWS_MIN);
        Path input = new GeneratedEvents(setup.work(), setup.clock()).folder(rows, profile);
        String job = String.format(Locale.ROOT, "1 %,d %s events", rows, profile);
        WorkerShape shape = WorkerShape.of(WORKERS, 1, MEMORY_BYTES);
        Report report = setup.report();

        Written limited = run(setup, job, shape, input);
        limited.run().check(report);
        limited.run().checkNobodyDied(report);
        Written unlimited = run(setup, job, shape.withMemory(Unlimited.MEMORY_BYTES), input);
        GroupDigest groups = limited.digest();
        if (groups != null && unlimited.digest() != null) {
            report.check(
                    groups.equals(unlimited.digest()),
                    String.format(
                            Locale.ROOT, "the %,d groups are those found with unlimited memory", groups.groups()));
        }
        Unlimited.checkTime(report, limited.run(), unlimited.run(), TIMES_MAX);

        Path output = setup.work().resolve("duckdb-output.json");
        Outcome<String> duckDb = DuckDbRun.of(
                setup, job, WORKERS * MEMORY_BYTES, DuckDbEvents.class, input.toString(), output.toString());
        if (groups != null && duckDb.hasFinished()) {
            report.check(groups.equals(GroupDigest.of(output)), "the groups are those that DuckDB finds");
        }
        FolderTree.delete(output);

        Path written = setup.work().resolve("spark-output");
        FolderTree.delete(written);
        Outcome<String> spark = SparkRun.of(setup, job, WORKERS * MEMORY_BYTES, SparkEvents.script(input, written));
        if (groups != null && spark.hasFinished()) {
            report.check(groups.equals(GroupDigest.of(written)), "the groups are those that Spark finds");
        }
        FolderTree.delete(written);
    }

    private static Written run(Setup setup, String job, WorkerShape shape, Path input)
            throws IOException, InterruptedException {
        Path output = setup.work().resolve("quern-output");
        FolderTree.delete(output);
        ClusterRun<Long> run = ClusterRun.of(setup, job, shape, cluster -> {
            Frames frames = Frames.on(cluster).withGroupPartitions(GROUP_PARTITIONS);
            return EventsJob.pageHours(frames, input.toString())
                    .writeJson(output.toString())
                    .rows();
        });
        GroupDigest digest = run.outcome().hasFinished() ? GroupDigest.of(output) : null;
        FolderTree.delete(output);
        return new Written(run, digest);
    }
}
