package io.quern.bench.memory;

import io.quern.bench.daemon.ContainerPlace;
import io.quern.bench.daemon.Docker;
import io.quern.bench.daemon.HostPlace;
import io.quern.bench.daemon.Place;
import io.quern.core.runtime.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Whether jobs larger than memory finish, and workers keep to their limits, measured point by point. `bench/memory`
/// starts it; it ends with 1 where something that is promised does not hold.
public final class MemoryBenchmark {
    private MemoryBenchmark() {}

    /// @param arguments folder for data and output, then as [MemoryBenchmarkOptions#USAGE] says
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MemoryBenchmarkOptions options;
        try {
            options = MemoryBenchmarkOptions.parse(List.of(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(MemoryBenchmarkOptions.USAGE);
            System.exit(2);
            return;
        }
        Path work = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(work);
        Place place = options.isContained() ? ContainerPlace.of(new Docker(), work) : new HostPlace();
        Report report = new Report(System.out);
        report.say(String.format(
                Locale.ROOT, "points %s at scale %s, workers as %s", options.points(), options.scale(), place.name()));
        Setup setup = new Setup(
                work,
                place,
                options.scale(),
                options.sparkHome(),
                Duration.ofMinutes(options.minutesMax()),
                new SystemClock(),
                report);
        ClusterRun.firstStart(setup);
        for (int point : options.points()) {
            point(point).measure(setup);
        }
        boolean isKept = report.end();
        System.exit(isKept ? 0 : 1);
    }

    private static Point point(int number) {
        return switch (number) {
            case 1 -> new LimitedEvents();
            case 2 -> new ManyGroups();
            case 3 -> new HeldBatches();
            case 4 -> new GreedyTasks();
            case 5 -> new ManyJobs();
            default -> throw new IllegalArgumentException("there is no point " + number);
        };
    }
}
