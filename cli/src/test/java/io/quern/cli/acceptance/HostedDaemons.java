package io.quern.cli.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A scheduler on the first host of a network and workers on the next ones, each with no more than the file of its
/// role.
final class HostedDaemons implements AutoCloseable {
    private static final int SCHEDULER = 0;

    private final NetworkHosts hosts;
    private final Path folder;
    private final Path files;
    private final QuernProcess scheduler;
    private final List<QuernProcess> workers = new ArrayList<>();

    /// Starts the scheduler and waits until it can be reached.
    HostedDaemons(NetworkHosts hosts, Path folder) throws IOException, InterruptedException {
        this.hosts = hosts;
        this.folder = folder;
        this.files = folder.resolve("files");
        scheduler = start(
                SCHEDULER,
                "scheduler",
                "--host",
                "0.0.0.0",
                "--connection-file",
                file("all").toString(),
                "--role-files",
                files.toString(),
                "--journal",
                folder.resolve("journal").toString(),
                "--log-tasks");
        scheduler.out().await("scheduler is ready at ", QuernProcess.PATIENCE);
    }

    /// Starts a worker with one thread on each host up to this one, and waits for them.
    void startWorkersUpTo(int last) throws IOException, InterruptedException {
        for (int host = 1; host <= last; host++) {
            workers.add(start(
                    host,
                    "worker",
                    "--connection-file",
                    file("worker").toString(),
                    "--threads",
                    "1",
                    "--memory",
                    "512MiB",
                    "--name",
                    "worker-" + host));
        }
        for (QuernProcess worker : workers) {
            worker.out().await(" is ready at tls://10\\.77\\.[12]\\.2:\\d+, registered at", QuernProcess.PATIENCE);
        }
    }

    QuernProcess start(int host, String... arguments) throws IOException {
        return QuernProcess.start(folder, hosts.on(host), arguments);
    }

    /// The connection file of a role, or that of `all`.
    Path file(String role) {
        return files.resolve(role + ".json");
    }

    Path files() {
        return files;
    }

    String address() {
        return "tls://" + hosts.address(SCHEDULER) + ":8786";
    }

    QuernProcess scheduler() {
        return scheduler;
    }

    List<QuernProcess> workers() {
        return workers;
    }

    /// The worker on a host.
    QuernProcess worker(int host) {
        return workers.get(host - 1);
    }

    @Override
    public void close() {
        workers.forEach(QuernProcess::close);
        scheduler.close();
    }
}
