package io.quern.cluster;

import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.Nanny;
import io.quern.worker.nanny.NannyOptions;
import io.quern.worker.nanny.NannyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nannies of a cluster's worker processes. Thread-safe.
final class WorkerNannies {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerNannies.class);

    private final Clock clock;

    /// Guarded by this object's lock, as is the next.
    private final List<Nanny> nannies = new ArrayList<>();

    private boolean isClosed;

    /// Of any of them.
    private volatile String lastErrorLine = "";

    WorkerNannies(Clock clock) {
        this.clock = clock;
    }

    /// Starts a worker's process, or none once they are closed.
    ///
    /// @param classPath of the process
    /// @param surroundings besides
    synchronized void start(WorkerProcess.Settings worker, List<Path> classPath, ChildSurroundings surroundings) {
        if (!isClosed) {
            nannies.add(Nanny.start(
                    NannyOptions.of(worker.name(), worker.memory().lastResortBytes()),
                    worker.command(classPath, surroundings),
                    clock,
                    report -> log(worker.name(), report)));
        }
    }

    private void log(String worker, NannyReport report) {
        switch (report) {
            case NannyReport.Started started -> LOG.debug("{} runs as process {}", worker, started.pid());
            case NannyReport.Line line -> {
                LOG.info("{}: {}", worker, line.text());
                if (line.isError()) {
                    lastErrorLine = line.text();
                }
            }
            case NannyReport.Died died -> LOG.debug("{}, process {}, {}", worker, died.pid(), died.exit());
        }
    }

    /// Waits until none of those started so far has a process any more, nor will have one.
    ///
    /// @return how the last one ended
    String awaitLast() throws InterruptedException {
        String last = "";
        for (Nanny nanny : started()) {
            try {
                last = nanny.awaitEnd()
                        + (lastErrorLine.isEmpty() ? "" : "; the last line on stderr: " + lastErrorLine);
            } catch (QuernException gaveUp) {
                last = String.valueOf(gaveUp.getMessage());
            }
        }
        return last;
    }

    private synchronized List<Nanny> started() {
        return List.copyOf(nannies);
    }

    /// Stops all processes, side by side, and waits for them.
    void close() {
        synchronized (this) {
            isClosed = true;
        }
        try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
            started().forEach(nanny -> stopping.execute(nanny::close));
        }
    }
}
