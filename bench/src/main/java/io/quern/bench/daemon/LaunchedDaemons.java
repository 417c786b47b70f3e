package io.quern.bench.daemon;

import io.quern.core.config.ByteSize;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A scheduler and workers, started by the launcher. The scheduler is a process of this machine; workers are where
/// they are told to be.
public final class LaunchedDaemons implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final long UNLIMITED = Long.MAX_VALUE;

    private final Path work;
    private final PlacedProgram scheduler;
    private final Map<String, PlacedProgram> workers = new LinkedHashMap<>();
    private final Map<String, PlacedProgram.Ending> endings = new LinkedHashMap<>();
    /// Ends them where this program is told to end before it has.
    private final Thread interrupted = new Thread(this::stopAll, "bench-interrupted");

    private LaunchedDaemons(Path work, PlacedProgram scheduler) {
        this.work = work;
        this.scheduler = scheduler;
    }

    /// @param work folder for the connection file and the logs
    public static LaunchedDaemons start(Path work, Place place, WorkerShape shape, Clock clock)
            throws IOException, InterruptedException {
        Path file = work.resolve("connection.json");
        Files.deleteIfExists(file);
        LaunchedDaemons daemons = new LaunchedDaemons(
                work,
                new HostPlace()
                        .start(new Program(
                                "scheduler",
                                new Program.Launch.Quern(),
                                List.of("scheduler", "--port", "0", "--connection-file", file.toString()),
                                Map.of(),
                                UNLIMITED,
                                work.resolve("scheduler.log"))));
        Runtime.getRuntime().addShutdownHook(daemons.interrupted);
        try {
            if (!new Waiting(clock).until(() -> Files.exists(file), START_MAX)) {
                throw new IllegalStateException(
                        "no scheduler in " + START_MAX + "; see " + work.resolve("scheduler.log"));
            }
            for (int i = 0; i < shape.workers(); i++) {
                String name = "worker-" + i;
                daemons.workers.put(name, place.start(daemons.worker(name, shape)));
            }
            return daemons;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            daemons.close();
            throw failure;
        }
    }

    private Program worker(String name, WorkerShape shape) {
        List<String> arguments = new ArrayList<>(List.of("worker", "--name", name));
        arguments.addAll(List.of("--connection-file", connectionFile().toString()));
        arguments.addAll(List.of("--threads", Integer.toString(shape.threads())));
        arguments.addAll(List.of("--memory", ByteSize.format(shape.memoryBytes())));
        arguments.addAll(shape.options());
        return new Program(
                name, new Program.Launch.Quern(), arguments, shape.environment(), shape.memoryBytes(), log(name));
    }

    public Path connectionFile() {
        return work.resolve("connection.json");
    }

    /// What a worker and its nanny have written; of one in a container, once it has ended.
    public Path log(String worker) {
        return work.resolve(worker + ".log");
    }

    /// The nannies by the names of their workers, in the order of these.
    public Map<String, ProcessHandle> nannies() {
        Map<String, ProcessHandle> nannies = new LinkedHashMap<>();
        workers.forEach((name, worker) -> nannies.put(name, worker.process()));
        return nannies;
    }

    /// Processor time so far of every process that takes part.
    public ProcessorTimes times() {
        Duration sum = Duration.ZERO;
        for (ProcessHandle nanny : nannies().values()) {
            sum = sum.plus(time(nanny));
            for (ProcessHandle worker : nanny.descendants().toList()) {
                sum = sum.plus(time(worker));
            }
        }
        return new ProcessorTimes(time(ProcessHandle.current()), time(scheduler.process()), sum);
    }

    private static Duration time(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// How the workers ended, by their names; once all has ended.
    public Map<String, PlacedProgram.Ending> endings() {
        return Map.copyOf(endings);
    }

    @Override
    public void close() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException _) {
            // This program is ending, and the hook does what is to be done.
            return;
        }
        stopAll();
    }

    private void stopAll() {
        try {
            for (Map.Entry<String, PlacedProgram> worker : workers.entrySet()) {
                endings.put(worker.getKey(), worker.getValue().stop());
            }
            scheduler.stop();
        } catch (IOException e) {
            throw new UncheckedIOException("the daemons of " + work + " cannot be ended; end them by hand", e);
        }
    }
}
