package io.quern.bench.memory;

import io.quern.bench.daemon.HostPlace;
import io.quern.bench.daemon.PlacedProgram;
import io.quern.bench.daemon.Program;
import io.quern.bench.daemon.WorkerShape;
import io.quern.bench.events.FolderTree;
import io.quern.bench.visits.DuckDbVisits;
import io.quern.bench.visits.PageVisits;
import io.quern.bench.visits.SparkVisits;
import io.quern.dataframe.Aggregates;
import io.quern.dataframe.DataFrame;
import io.quern.dataframe.Frames;
import io.quern.dataframe.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Point 2: as many groups as rows, and one group with half of all rows, each larger than all memory. How many there
/// are follows from how the rows are made.
final class ManyGroups implements Point {
    private static final long ROWS = 30_000_000;
    private static final long ROWS_MIN = 10_000;
    /// Each becomes a task.
    private static final long FILES = 120;
    private static final int GROUP_PARTITIONS = 64;
    private static final int WORKERS = 2;
    private static final long MEMORY_BYTES = 256L << 20;

    @Override
    public void measure(Setup setup) throws IOException, InterruptedException {
        long rows = setup.scaled(ROWS, ROWS_MIN);
        Path numbers = numbers(setup, rows);
        distinct(setup, rows, numbers);
        great(setup, rows, numbers);
    }

    private static void distinct(Setup setup, long rows, Path numbers) throws IOException, InterruptedException {
        String job = String.format(Locale.ROOT, "2 %,d distinct urls", rows);
        ClusterRun<Long> run = ClusterRun.of(
                setup,
                job,
                shape(),
                cluster -> visits(Frames.on(cluster), numbers)
                        .mapRows(PageVisits.DISTINCT, PageVisits::distinct)
                        .groupBy("url")
                        .agg(Aggregates.count().as("views"))
                        .count());
        run.check(setup.report());
        run.checkNobodyDied(setup.report());
        checkCount(setup, "quern", run.outcome(), rows);
        Outcome<String> duckDb = duckDb(setup, job, "distinct", numbers);
        checkCount(setup, "duckdb", duckDb, Long.toString(rows));
        Outcome<String> spark = spark(setup, job, SparkVisits.distinct(numbers));
        checkCount(setup, "spark", spark, Long.toString(rows));
    }

    private static void great(Setup setup, long rows, Path numbers) throws IOException, InterruptedException {
        Map<String, Long> expected = PageVisits.sessions(rows);
        String job =
                String.format(Locale.ROOT, "2 one page with %,d sessions", expected.get(PageVisits.SITE + "great"));
        ClusterRun<Map<String, Long>> run = ClusterRun.of(setup, job, shape(), cluster -> {
            DataFrame sessions = visits(Frames.on(cluster), numbers)
                    .mapRows(PageVisits.SESSIONS, PageVisits::session)
                    .groupBy("customer", "url")
                    .agg(Aggregates.countDistinct("session").as("visitors"));
            Map<String, Long> found = new TreeMap<>();
            for (Row page : sessions.collect()) {
                found.put(page.getString("url"), page.getLong("visitors"));
            }
            return found;
        });
        run.check(setup.report());
        run.checkNobodyDied(setup.report());
        if (run.outcome().hasFinished()) {
            setup.report()
                    .check(run.outcome().is(expected), "sessions of each of " + expected.size() + " pages, by quern");
        }
        Outcome<String> duckDb = duckDb(setup, job, "sessions", numbers);
        checkCount(setup, "duckdb", duckDb, String.valueOf(expected.get(PageVisits.SITE + "great")));
        Outcome<String> spark = spark(setup, job, SparkVisits.sessions(numbers));
        checkCount(setup, "spark", spark, String.valueOf(expected.get(PageVisits.SITE + "great")));
    }

    private static DataFrame visits(Frames frames, Path numbers) {
        return frames.withGroupPartitions(GROUP_PARTITIONS).readParquet(numbers.toString());
    }

    private static WorkerShape shape() {
        return WorkerShape.of(WORKERS, 1, MEMORY_BYTES);
    }

    private static Outcome<String> duckDb(Setup setup, String job, String query, Path numbers)
            throws IOException, InterruptedException {
        return DuckDbRun.of(setup, job, WORKERS * MEMORY_BYTES, DuckDbVisits.class, query, numbers.toString());
    }

    private static Outcome<String> spark(Setup setup, String job, String query)
            throws IOException, InterruptedException {
        return SparkRun.of(setup, job, WORKERS * MEMORY_BYTES, query);
    }

    private static <T> void checkCount(Setup setup, String who, Outcome<T> outcome, T expected) {
        if (outcome.hasFinished()) {
            setup.report().check(outcome.is(expected), who + " counts " + outcome.value() + ", of " + expected);
        }
    }

    /// The numbers from 0, in files of which each becomes a task. Written unless an earlier run has.
    private static Path numbers(Setup setup, long rows) throws IOException, InterruptedException {
        Path folder = setup.work().resolve("numbers-" + rows + "-in-" + FILES);
        if (!Files.exists(folder)) {
            Path partial = setup.work().resolve(folder.getFileName() + ".partial");
            FolderTree.delete(partial);
            Path log = setup.work().resolve("numbers.log");
            PlacedProgram writer = new HostPlace()
                    .start(new Program(
                            "numbers",
                            new Program.Launch.Java(),
                            List.of(
                                    "--enable-native-access=ALL-UNNAMED",
                                    DuckDbVisits.class.getName(),
                                    "write",
                                    partial.toString(),
                                    Long.toString(rows),
                                    Long.toString(Math.ceilDiv(rows, FILES))),
                            Map.of(),
                            Long.MAX_VALUE,
                            log));
            if (!writer.awaitEnd(setup.longest()) || writer.stop().exitCode() != 0) {
                throw new IllegalStateException("the numbers could not be written; see " + log);
            }
            Files.move(partial, folder);
        }
        return folder;
    }
}
