package io.quern.client.executor;

import io.quern.client.future.AwaitUntil;
import io.quern.client.future.AwaitedFutures;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.session.ClientSession;
import io.quern.client.session.TaskSubmitter;
import io.quern.core.value.ProgramBound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what the JDK's interfaces ask for as tasks.
///
/// A lambda for a plain [Callable] or [Runnable] is not serialisable and is refused; written
/// `(RemoteCallable<Integer>) () -> 42`, or as a class of its own, it can be sent. Shutting down concerns this view
/// alone, not the client.
@ProgramBound(remedy = "inside a task, Client.ofTask().executor() gives one")
public final class ClusterExecutor implements ExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterExecutor.class);

    private final ClientSession session;
    private final TaskSubmitter submitter;

    /// Futures whose tasks have not ended.
    private final Set<RemoteFuture<?>> running = ConcurrentHashMap.newKeySet();

    private volatile boolean isShutdown;

    public ClusterExecutor(ClientSession session, TaskSubmitter submitter) {
        this.session = session;
        this.submitter = submitter;
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> submit(Callable<T> task) {
        checkOpen();
        return tracked(submitter.call(task));
    }

    @Override
    public <T extends @Nullable Object> RemoteFuture<T> submit(Runnable task, T result) {
        checkOpen();
        return tracked(submitter.run(task, result));
    }

    @Override
    public RemoteFuture<?> submit(Runnable task) {
        checkOpen();
        return tracked(submitter.run(task, null));
    }

    /// Nobody sees how the task ends: a failure is logged.
    @Override
    public void execute(Runnable task) {
        submit(task).onDone(future -> {
            future.exception().ifPresent(failed -> LOG.warn("a task of execute() failed", failed));
            future.close();
        });
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /// Tasks that have not ended by then are cancelled.
    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        List<RemoteFuture<T>> futures = submitAll(tasks);
        try {
            AwaitedFutures<T> awaited = session.await(AwaitUntil.ALL, futures, Duration.ofNanos(unit.toNanos(timeout)));
            awaited.pending().forEach(future -> future.cancel("the time of invokeAll is up"));
            return new ArrayList<>(futures);
        } catch (RuntimeException interrupted) {
            futures.forEach(future -> future.cancel("invokeAll was interrupted"));
            throw asInterruption(interrupted);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
        List<RemoteFuture<T>> futures = submitAll(tasks);
        try {
            return firstResult(session.asCompleted(futures), unit.toNanos(timeout));
        } catch (RuntimeException interrupted) {
            throw asInterruption(interrupted);
        } finally {
            futures.forEach(future -> {
                future.cancel("another task of invokeAny was faster");
                future.close();
            });
        }
    }

    private <T extends @Nullable Object> T firstResult(CompletedFutures<T> futures, long nanosMax)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException failure = new ExecutionException("no task of invokeAny gave a result", null);
        long start = session.clock().nanoTime();
        while (futures.hasNext()) {
            long left = Math.max(0, nanosMax - (session.clock().nanoTime() - start));
            RemoteFuture<T> ended = futures.poll(Duration.ofNanos(left))
                    .orElseThrow(() -> new TimeoutException("no task of invokeAny gave a result in time"));
            if (ended.status() == FutureStatus.FINISHED) {
                return ended.get();
            }
            ended.exception().ifPresent(failure::addSuppressed);
        }
        throw failure;
    }

    private <T extends @Nullable Object> List<RemoteFuture<T>> submitAll(Collection<? extends Callable<T>> tasks) {
        List<RemoteFuture<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(submit(task));
        }
        return futures;
    }

    @Override
    public void shutdown() {
        isShutdown = true;
    }

    /// Cancels what runs. Nothing waits here, so the list is empty.
    @Override
    public List<Runnable> shutdownNow() {
        isShutdown = true;
        running.forEach(future -> future.cancel("its executor was shut down"));
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return isShutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown && running.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        List<RemoteFuture<Object>> left = new ArrayList<>();
        for (RemoteFuture<?> future : running) {
            if (future.status() != FutureStatus.CLOSED) {
                left.add(untyped(future));
            }
        }
        try {
            return session.await(AwaitUntil.ALL, left, Duration.ofNanos(unit.toNanos(timeout)))
                    .pending()
                    .isEmpty();
        } catch (RuntimeException interrupted) {
            throw asInterruption(interrupted);
        }
    }

    @SuppressWarnings("unchecked") // Nobody reads a result through it.
    private static RemoteFuture<Object> untyped(RemoteFuture<?> future) {
        return (RemoteFuture<Object>) future;
    }

    private <T extends @Nullable Object> RemoteFuture<T> tracked(RemoteFuture<T> future) {
        running.add(future);
        future.onDone(running::remove, Runnable::run);
        return future;
    }

    private void checkOpen() {
        if (isShutdown) {
            throw new RejectedExecutionException("this executor was shut down; client.executor() gives another");
        }
    }

    /// The JDK's interfaces tell an interrupt as such.
    private static RuntimeException asInterruption(RuntimeException thrown) throws InterruptedException {
        if (thrown.getCause() instanceof InterruptedException && Thread.interrupted()) {
            throw new InterruptedException(thrown.getMessage());
        }
        return thrown;
    }
}
