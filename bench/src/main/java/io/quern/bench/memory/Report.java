package io.quern.bench.memory;

import io.quern.bench.watch.PeakWatch.Peak;
import io.quern.core.config.ByteSize;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints what was measured, as soon as it is known, and a table of it at the end.
final class Report {
    private final PrintStream out;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    Report(PrintStream out) {
        this.out = out;
    }

    /// One run of a job.
    ///
    /// @param who with which limit
    /// @param spilledBytes the most that it had on the disk at once
    private record Row(String job, String who, Outcome<?> outcome, List<Peak> peaks, long spilledBytes) {
        @Override
        public String toString() {
            List<String> together = peaks.stream()
                    .map(peak -> ByteSize.rounded(peak.togetherBytes()))
                    .toList();
            return String.format(
                    Locale.ROOT,
                    "%-34s  %-32s  %-12s  %8.1f s  %-24s  %12s",
                    job,
                    who,
                    outcome.hasFinished() ? "finished" : "DID NOT",
                    outcome.seconds(),
                    String.join(", ", together),
                    ByteSize.rounded(spilledBytes));
        }
    }

    void say(String line) {
        out.println(line);
    }

    void run(String job, String who, Outcome<?> outcome, List<Peak> peaks, long spilledBytes) {
        Row row = new Row(job, who, outcome, peaks, spilledBytes);
        rows.add(row);
        out.println(row);
        if (!outcome.hasFinished()) {
            out.println("    it " + outcome.failure());
        }
    }

    /// Says whether what is promised holds.
    void check(boolean holds, String promise) {
        String line = (holds ? "    holds:  " : "    BROKEN: ") + promise;
        out.println(line);
        if (!holds) {
            broken.add(line);
        }
    }

    /// Prints the table, and what is broken.
    ///
    /// @return whether nothing is
    boolean end() {
        out.printf(
                Locale.ROOT,
                "%n%-34s  %-32s  %-12s  %10s  %-24s  %12s%n",
                "job",
                "who, limit",
                "finished",
                "time",
                "peak of each, processes",
                "on the disk");
        rows.forEach(out::println);
        broken.forEach(out::println);
        return broken.isEmpty();
    }
}
