package io.quern.bench.events;

import io.quern.core.runtime.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// Runs Quern (embedded) and DuckDB on the same generated events, in turn, as whole processes, checks that
/// their results are equal, and prints times and their ratio. `bench/run events` starts it.
public final class EventsBenchmark {
    private EventsBenchmark() {}

    /// @param arguments rows, profile, runs, and the folder for data and output
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            System.err.println("usage: EventsBenchmark ROWS PROFILE RUNS WORK_FOLDER");
            System.exit(2);
        }
        long rows = Long.parseLong(arguments[0]);
        String profile = arguments[1];
        int runs = Integer.parseInt(arguments[2]);
        Path work = Path.of(arguments[3]).toAbsolutePath();
        Files.createDirectories(work);
        SystemClock clock = new SystemClock();
        Path input = new GeneratedEvents(work, clock).folder(rows, profile);

        Path quernOutput = work.resolve("quern-output");
        Path duckOutput = work.resolve("duckdb-output.json");
        WholeProcess quern = new WholeProcess(
                "quern",
                quern("events", "--input", input.toString(), "--output", quernOutput.toString(), "--overwrite"),
                work.resolve("quern.log"),
                clock);
        WholeProcess duckDb = new WholeProcess(
                "duckdb",
                java(DuckDbEvents.class, input.toString(), duckOutput.toString()),
                work.resolve("duckdb.log"),
                clock);

        System.out.printf(
                Locale.ROOT, "%,d %s events, %d runs each, in turn, after one warm-up%n", rows, profile, runs);
        quern.run();
        duckDb.run();
        checkEqual(GroupDigest.of(quernOutput), GroupDigest.of(duckOutput));
        List<Double> ratios = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            quern.measure();
            duckDb.measure();
            ratios.add(duckDb.seconds().getLast() / quern.seconds().getLast());
        }
        Collections.sort(ratios);
        System.out.println(quern);
        System.out.println(duckDb);
        System.out.printf(
                Locale.ROOT,
                "duckdb / quern: min %.2f   median %.2f   max %.2f   (above 1: quern is faster)%n",
                ratios.getFirst(),
                ratios.get(ratios.size() / 2),
                ratios.getLast());
    }

    private static void checkEqual(GroupDigest quern, GroupDigest duckDb) {
        if (!quern.equals(duckDb)) {
            throw new IllegalStateException("the results differ: quern " + quern + ", duckdb " + duckDb);
        }
        System.out.printf(Locale.ROOT, "results equal: %,d groups%n", quern.groups());
    }

    private static List<String> quern(String... arguments) {
        List<String> command = new ArrayList<>(List.of("bin/quern", "example"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
