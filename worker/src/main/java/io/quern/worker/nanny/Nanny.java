package io.quern.worker.nanny;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import io.quern.worker.nanny.NannyReport.Died;
import io.quern.worker.nanny.NannyReport.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the JVM of a worker, starts it again when it dies, and knows why it died. Thread-safe.
///
/// A worker that ends with one of the codes of [ChildExit] is not started again, nor one that ends after the nanny
/// was closed, nor one that died more often than the budget of [NannyOptions] allows: then the nanny ends too
/// ([#awaitEnd()]). One that ended to be started anew has not died.
///
/// A worker that has come to use so much memory that the system might kill it is killed by its nanny, which can say
/// why.
///
/// No worker outlives its nanny: [#close()] stops it, and where the nanny itself is killed the worker sees its standard
/// input end ([ParentWatch]).
public final class Nanny implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Nanny.class);

    private final NannyOptions options;
    private final ChildCommand command;
    private final Clock clock;
    private final Consumer<? super NannyReport> report;
    private final RestartBudget budget;
    private final CompletableFuture<ChildExit> ended = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread supervisor;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the lock, as is the start of a process: none begins once `stopping` is down.
    private @Nullable Child child;

    /// Of the supervisor alone: how the last process died.
    private @Nullable Predecessor predecessor;

    private Nanny(NannyOptions options, ChildCommand command, Clock clock, Consumer<? super NannyReport> report) {
        this.options = options;
        this.command = command;
        this.clock = clock;
        this.report = report;
        this.budget = new RestartBudget(options);
        this.supervisor = Thread.ofPlatform()
                .name("quern-nanny " + options.name())
                .daemon(true)
                .unstarted(this::supervise);
    }

    /// Starts a worker's process and watches over it.
    ///
    /// @param report told what happens, on threads of the nanny; must not block for long
    public static Nanny start(
            NannyOptions options, ChildCommand command, Clock clock, Consumer<? super NannyReport> report) {
        Nanny nanny = new Nanny(options, command, clock, report);
        nanny.supervisor.start();
        return nanny;
    }

    /// Waits until the worker has ended for good.
    ///
    /// @return how its last process ended
    /// @throws QuernException RESOURCES where it died too often, or cannot be started:
    ///     says how it died last and what it wrote
    public ChildExit awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new QuernException(ErrorCode.RESOURCES, String.valueOf(cause.getMessage()), cause);
        }
    }

    /// Stops the worker: SIGTERM, and SIGKILL after the grace. Returns once its process is gone.
    @Override
    public void close() {
        Child running;
        lock.lock();
        try {
            stopping.countDown();
            running = child;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.stop(options.stopGrace());
        }
        try {
            supervisor.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        try {
            ended.complete(untilTheEnd());
        } catch (QuernException e) {
            log.error("{}", e.getMessage());
            ended.completeExceptionally(e);
        } catch (IOException e) {
            ended.completeExceptionally(new QuernException(
                    ErrorCode.RESOURCES, "cannot start the process of " + options.name() + ": " + e.getMessage(), e));
        } catch (InterruptedException | RuntimeException e) {
            ended.completeExceptionally(
                    new QuernException(ErrorCode.INTERNAL, "the nanny of " + options.name() + " failed: " + e, e));
        }
    }

    private ChildExit untilTheEnd() throws IOException, InterruptedException {
        ChildExit exit = new ChildExit(0);
        for (Optional<Child> next = startChild(); next.isPresent(); next = startChild()) {
            Child running = next.get();
            long startNanos = clock.nanoTime();
            report.accept(new Started(running.pid()));
            exit = running.await(options.memoryMaxBytes());
            if (exit.isFinal() || stopping.getCount() == 0) {
                return exit;
            }
            Duration ran = Duration.ofNanos(clock.nanoTime() - startNanos);
            List<String> lastLines = running.lastErrorLines();
            report.accept(new Died(running.pid(), exit, ran, lastLines));
            predecessor = new Predecessor(exit.toString(), exit.isOutOfMemory(), lastLines);
            Duration delay = exit.isRecycled()
                    ? options.backOffFirst()
                    : budget.take(exit, clock.nanoTime()).orElse(null);
            if (delay == null) {
                throw diedTooOften(exit, lastLines);
            }
            log.warn(
                    "{} (process {}) {}; it had run for {} s{}; it is started again in {} ms",
                    options.name(),
                    running.pid(),
                    exit,
                    ran.toSeconds(),
                    lastLines.isEmpty() ? "" : "; last line of its stderr: " + lastLines.getLast(),
                    delay.toMillis());
            if (stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                return exit;
            }
        }
        return exit;
    }

    private Optional<Child> startChild() throws IOException {
        lock.lock();
        try {
            if (stopping.getCount() == 0) {
                return Optional.empty();
            }
            Child started = Child.start(command, predecessor, options, report);
            child = started;
            return Optional.of(started);
        } finally {
            lock.unlock();
        }
    }

    private QuernException diedTooOften(ChildExit exit, List<String> lastLines) {
        String lines = lastLines.isEmpty()
                ? "; it wrote nothing to stderr"
                : "; the end of its stderr:\n    " + String.join("\n    ", lastLines);
        return new QuernException(
                ErrorCode.RESOURCES,
                options.name() + " died " + (options.restartsMax() + 1) + " times within "
                        + options.restartsWindow().toSeconds() + " s and is not started again; the last one " + exit
                        + lines);
    }
}
