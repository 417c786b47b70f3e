package io.quern.bench.tasks;

import io.quern.bench.daemon.HostPlace;
import io.quern.bench.daemon.LaunchedDaemons;
import io.quern.bench.daemon.ProcessorTimes;
import io.quern.bench.daemon.WorkerShape;
import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.cluster.Cluster;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Many small tasks through a scheduler and two worker processes on this machine: tasks a second with fetched results,
/// and processor time of each process a task, for several shapes; and one trivial task from submission to result,
/// against a two-hop echo. `bench/run tasks` starts it.
public final class TasksBenchmark {
    private static final int ECHOES = 5_000;
    private static final int SINGLES = 1_000;

    private final Path report;

    private TasksBenchmark(Path report) {
        this.report = report;
    }

    /// @param arguments runs, the folder for logs and the report, then shapes such as `trivial:50000`
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 3) {
            System.err.println("usage: TasksBenchmark RUNS WORK_FOLDER SHAPE:SIZE …");
            System.exit(2);
        }
        int runs = Integer.parseInt(arguments[0]);
        Path work = Path.of(arguments[1]).toAbsolutePath();
        Files.createDirectories(work);
        Path report = work.resolve("tasks.txt");
        Files.deleteIfExists(report);
        SystemClock clock = new SystemClock();
        TasksBenchmark benchmark = new TasksBenchmark(report);
        try (LaunchedDaemons daemons = LaunchedDaemons.start(work, new HostPlace(), workers(), clock);
                Cluster cluster = Cluster.connect(daemons.connectionFile())) {
            Client client = cluster.client();
            if (!new Waiting(clock).until(() -> client.workers().size() == 2, Duration.ofSeconds(60))) {
                throw new IllegalStateException("the workers have not come; see their logs in " + work);
            }
            for (String text : List.of(arguments).subList(2, arguments.length)) {
                benchmark.throughput(Shape.parse(text), runs, client, daemons, clock);
            }
            benchmark.latency(client, clock);
        }
    }

    /// They have the functions of the benchmark, so that no time is taken for sending them.
    private static WorkerShape workers() {
        return WorkerShape.of(2, 1, 1L << 30).withOptions("--class-path", System.getProperty("java.class.path"));
    }

    /// The first run warms up and does not count.
    private void throughput(Shape shape, int runs, Client client, LaunchedDaemons daemons, Clock clock)
            throws IOException {
        List<Double> rates = new ArrayList<>();
        List<ProcessorTimes> costs = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            ProcessorTimes before = daemons.times();
            long start = clock.nanoTime();
            shape.run(client);
            double seconds = (clock.nanoTime() - start) / 1e9;
            if (run > 0) {
                rates.add(shape.tasks() / seconds);
                costs.add(daemons.times().since(before));
            }
        }
        rates.sort(null);
        print(
                "%-16s %,10d tasks   %,9.0f tasks/s (min %,.0f, max %,.0f)   µs of processor time a task: scheduler %s,"
                        + " client %s, workers %s",
                shape,
                shape.tasks(),
                rates.get(runs / 2),
                rates.getFirst(),
                rates.getLast(),
                cost(costs, ProcessorTimes::scheduler, shape.tasks()),
                cost(costs, ProcessorTimes::client, shape.tasks()),
                cost(costs, ProcessorTimes::workers, shape.tasks()));
    }

    private static String cost(List<ProcessorTimes> costs, Function<ProcessorTimes, Duration> whose, int tasks) {
        double[] micros = costs.stream()
                .mapToDouble(times -> whose.apply(times).toNanos() / 1e3 / tasks)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "%.1f (min %.1f, max %.1f)",
                micros[micros.length / 2],
                micros[0],
                micros[micros.length - 1]);
    }

    private void latency(Client client, Clock clock) throws IOException, InterruptedException {
        long[] echoes = TwoHopEcho.measure(ECHOES, clock);
        for (int i = 0; i < SINGLES; i++) {
            long _ = single(client, i, clock);
        }
        long[] singles = new long[SINGLES];
        for (int i = 0; i < SINGLES; i++) {
            singles[i] = single(client, i, clock);
        }
        Arrays.sort(singles);
        double median = singles[SINGLES / 2] / 1e3;
        double echo = echoes[ECHOES / 2] / 1e3;
        print(
                "one task         median %,.0f µs, 99th percentile %,.0f µs; two-hop echo: median %,.0f µs, 99th"
                        + " percentile %,.0f µs; ratio of the medians %.1f",
                median, singles[SINGLES * 99 / 100] / 1e3, echo, echoes[ECHOES * 99 / 100] / 1e3, median / echo);
    }

    private static long single(Client client, int value, Clock clock) {
        long start = clock.nanoTime();
        try (RemoteFuture<Integer> future = client.submit(x -> x + 1, value)) {
            if (future.join() != value + 1) {
                throw new IllegalStateException("a trivial task gave a wrong result");
            }
        }
        return clock.nanoTime() - start;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that is not used here
    private void print(String format, Object... values) throws IOException {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        Files.writeString(report, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
