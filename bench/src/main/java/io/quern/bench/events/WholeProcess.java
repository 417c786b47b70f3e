package io.quern.bench.events;

import io.quern.core.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// A command timed as a whole process, start to exit.
final class WholeProcess {
    private final String name;
    private final List<String> command;
    private final Path log;
    private final Clock clock;
    private final List<Double> seconds = new ArrayList<>();

    WholeProcess(String name, List<String> command, Path log, Clock clock) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.clock = clock;
    }

    /// Runs the command once and keeps its time; a run that fails ends the measurement.
    void measure() throws IOException, InterruptedException {
        seconds.add(run());
    }

    /// Runs the command once and returns its seconds.
    double run() throws IOException, InterruptedException {
        long start = clock.nanoTime();
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        double elapsed = (clock.nanoTime() - start) / 1e9;
        if (exitCode != 0) {
            throw new IllegalStateException(name + " ended with exit code " + exitCode + ":\n" + Files.readString(log));
        }
        return elapsed;
    }

    double median() {
        List<Double> sorted = new ArrayList<>(seconds);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    List<Double> seconds() {
        return List.copyOf(seconds);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-8s min %6.2f s   median %6.2f s   max %6.2f s",
                name,
                Collections.min(seconds),
                median(),
                Collections.max(seconds));
    }
}
