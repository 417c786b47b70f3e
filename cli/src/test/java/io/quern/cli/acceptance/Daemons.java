package io.quern.cli.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A scheduler and workers as daemons, started separately, on a free port.
final class Daemons implements AutoCloseable {
    private final Path folder;
    private final QuernProcess scheduler;
    private final String address;
    private final List<QuernProcess> workers = new ArrayList<>();

    /// Starts a scheduler and waits until it can be reached.
    Daemons(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Path portFile = folder.resolve("port");
        scheduler = QuernProcess.start(
                folder,
                "scheduler",
                "--port",
                "0",
                "--port-file",
                portFile.toString(),
                "--connection-file",
                connectionFile().toString(),
                "--log-tasks");
        scheduler.out().await("scheduler is ready at ", QuernProcess.PATIENCE);
        address = "tcp://127.0.0.1:" + Files.readString(portFile).strip();
    }

    /// Starts a worker with two threads; [#awaitWorkers()] waits until the scheduler has it.
    QuernProcess startWorker(String name) throws IOException {
        QuernProcess worker = QuernProcess.start(
                folder,
                "worker",
                address,
                "--connection-file",
                connectionFile().toString(),
                "--threads",
                "2",
                "--memory",
                "512MiB",
                "--name",
                name);
        workers.add(worker);
        return worker;
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
