package io.quern.cli.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A scheduler and workers as daemons, started separately, on a free port.
final class Daemons implements AutoCloseable {
    private final Path folder;
    private final List<String> options;
    private QuernProcess scheduler;
    private final String address;
    private final List<QuernProcess> workers = new ArrayList<>();

    /// Starts a scheduler and waits until it can be reached.
    Daemons(Path folder) throws IOException, InterruptedException {
        this(folder, List.of("--port", "0"));
    }

    private Daemons(Path folder, List<String> options) throws IOException, InterruptedException {
        this.folder = folder;
        this.options = options;
        scheduler = startScheduler();
        address = "tcp://127.0.0.1:" + Files.readString(folder.resolve("port")).strip();
    }

    /// Starts a scheduler that keeps a journal, on a port of its own, to which it can come back.
    static Daemons withJournal(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        return new Daemons(
                folder,
                List.of(
                        "--port",
                        String.valueOf(port),
                        "--journal",
                        folder.resolve("journal").toString()));
    }

    private QuernProcess startScheduler() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("scheduler"));
        arguments.addAll(options);
        arguments.addAll(List.of("--port-file", folder.resolve("port").toString()));
        arguments.addAll(List.of("--connection-file", connectionFile().toString(), "--log-tasks"));
        QuernProcess started = QuernProcess.start(folder, arguments.toArray(String[]::new));
        started.out().await("scheduler is ready at ", QuernProcess.PATIENCE);
        return started;
    }

    /// Kills the scheduler with kill -9.
    ///
    /// @return the lines of its log
    List<String> killScheduler() throws IOException, InterruptedException {
        scheduler.kill();
        return scheduler.await().err();
    }

    /// Starts a scheduler in the place of the one that has ended.
    void startAgain() throws IOException, InterruptedException {
        scheduler = startScheduler();
    }

    /// Starts a worker with two threads; [#awaitWorkers()] waits until the scheduler has it.
    QuernProcess startWorker(String name) throws IOException {
        return startWorker(name, "512MiB");
    }

    /// The same with another limit of memory.
    QuernProcess startWorker(String name, String memory) throws IOException {
        QuernProcess worker = QuernProcess.start(
                folder,
                "worker",
                address,
                "--connection-file",
                connectionFile().toString(),
                "--threads",
                "2",
                "--memory",
                memory,
                "--name",
                name);
        workers.add(worker);
        return worker;
    }

    /// Starts the example that aggregates events, here.
    QuernProcess startEvents(Path input, Path output) throws IOException {
        return QuernProcess.start(
                folder,
                "example",
                "events",
                "--scheduler",
                address(),
                "--connection-file",
                connectionFile().toString(),
                "--input",
                input.toString(),
                "--output",
                output.toString());
    }

    /// Kills all workers with kill -9, and what started them: nobody brings them back.
    void killWorkers() {
        workers.forEach(QuernProcess::close);
        workers.clear();
    }

    void awaitWorkers() throws InterruptedException {
        for (QuernProcess worker : workers) {
            worker.out().await(" is ready at ", QuernProcess.PATIENCE);
        }
    }

    Path connectionFile() {
        return folder.resolve("connection.json");
    }

    String address() {
        return address;
    }

    QuernProcess scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        workers.forEach(QuernProcess::close);
        scheduler.close();
    }
}
