package io.quern.bench.tasks;

import io.quern.core.runtime.Clock;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A scheduler and two worker daemons of one thread each, started with the options of the launcher.
final class TaskDaemons implements AutoCloseable {
    /// The daemons' own jars, as `bin/quern` has them, and with them the functions of the benchmark.
    private static final String DISTRIBUTION = "cli/target/dist/lib/*";

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Path connectionFile;
    private final List<Process> processes = new ArrayList<>();

    private TaskDaemons(Path connectionFile) {
        this.connectionFile = connectionFile;
    }

    static TaskDaemons start(Path work, Clock clock) throws IOException, InterruptedException {
        TaskDaemons daemons = new TaskDaemons(work.resolve("connection.json"));
        Files.deleteIfExists(daemons.connectionFile);
        String file = daemons.connectionFile.toString();
        daemons.run(work.resolve("scheduler.log"), "scheduler", "--port", "0", "--connection-file", file);
        if (!new Waiting(clock).until(() -> Files.exists(daemons.connectionFile), START_MAX)) {
            throw new IllegalStateException("no scheduler in " + START_MAX + "; see " + work.resolve("scheduler.log"));
        }
        for (int i = 0; i < 2; i++) {
            daemons.run(
                    work.resolve("worker-" + i + ".log"),
                    "worker",
                    "--connection-file",
                    file,
                    "--threads",
                    "1",
                    "--memory",
                    "1GiB");
        }
        return daemons;
    }

    private void run(Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                DISTRIBUTION + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                "io.quern.cli.Main"));
        command.addAll(List.of(arguments));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    Path connectionFile() {
        return connectionFile;
    }

    /// Processor time so far of every process that takes part.
    ProcessorTimes times() {
        Duration workers = Duration.ZERO;
        for (Process nanny : processes.subList(1, processes.size())) {
            workers = workers.plus(time(nanny.toHandle()));
            for (ProcessHandle worker : nanny.descendants().toList()) {
                workers = workers.plus(time(worker));
            }
        }
        return new ProcessorTimes(
                time(ProcessHandle.current()), time(processes.getFirst().toHandle()), workers);
    }

    private static Duration time(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
        }
        for (Process process : processes) {
            process.onExit().join();
        }
    }
}
