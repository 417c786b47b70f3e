package io.quern.client.session;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteFunction;
import io.quern.client.cell.TaskCell;
import io.quern.client.cell.Waits;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.output.TaskOutput;
import io.quern.core.error.QuernException;
import io.quern.core.message.TaskOutcome;
import io.quern.core.value.ProgramBound;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One handle to a [TaskCell]. Holds nothing but the cell, so a million of them are cheap.
@ProgramBound(remedy = "make it an input of the task, which then sees its value: client.apply(function, future)")
final class SessionFuture<T extends @Nullable Object> implements RemoteFuture<T> {
    private final ClientSession session;
    private final TaskCell cell;
    private final Cleaner.Cleanable release;
    private volatile boolean isClosed;

    /// Takes over one handle of the cell.
    SessionFuture(ClientSession session, TaskCell cell, Cleaner cleaner) {
        this.session = session;
        this.cell = cell;
        this.release = cleaner.register(this, cell::dropHandle);
    }

    /// The cell of an open handle.
    ///
    /// @throws IllegalStateException where it is closed
    TaskCell cell() {
        if (isClosed) {
            throw Readings.closed(cell);
        }
        return cell;
    }

    ClientSession session() {
        return session;
    }

    @Override
    public String key() {
        return cell.key();
    }

    @Override
    public FutureStatus status() {
        if (isClosed) {
            return FutureStatus.CLOSED;
        }
        if (cell.broken() != null) {
            return FutureStatus.FAILED;
        }
        return switch (cell.outcome()) {
            case TaskOutcome.Succeeded _ -> FutureStatus.FINISHED;
            case TaskOutcome.Failed _ -> FutureStatus.FAILED;
            case TaskOutcome.Cancelled _ -> FutureStatus.CANCELLED;
            case null -> cell.result() == null ? FutureStatus.PENDING : FutureStatus.FINISHED;
        };
    }

    @Override
    public boolean isDone() {
        return status() != FutureStatus.PENDING;
    }

    @Override
    public boolean isCancelled() {
        return status() == FutureStatus.CANCELLED;
    }

    @Override
    public State state() {
        return switch (status()) {
            case PENDING -> State.RUNNING;
            case FINISHED -> State.SUCCESS;
            case FAILED, CLOSED -> State.FAILED;
            case CANCELLED -> State.CANCELLED;
        };
    }

    @Override
    public T join() {
        try {
            return read(Waits.WITHOUT_END);
        } catch (InterruptedException interrupted) {
            throw Waits.interrupted("task " + key(), interrupted);
        } catch (TimeoutException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public T join(Duration longest) {
        try {
            return read(Waits.nanos(longest));
        } catch (InterruptedException interrupted) {
            throw Waits.interrupted("task " + key(), interrupted);
        } catch (TimeoutException late) {
            throw QuernException.user(String.valueOf(late.getMessage()), late);
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return get(Waits.WITHOUT_END, TimeUnit.NANOSECONDS);
        } catch (TimeoutException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return read(unit.toNanos(timeout));
        } catch (QuernException failed) {
            throw new ExecutionException(failed);
        }
    }

    /// The task was typed where it was submitted, and does not see the type.
    @SuppressWarnings({"unchecked", "NullAway"})
    private T read(long nanosMax) throws InterruptedException, TimeoutException {
        TaskCell open = cell();
        open.beginRead();
        try {
            if (!session.waits().await(open, nanosMax)) {
                throw new TimeoutException("task " + key() + " has not ended within "
                        + Duration.ofNanos(nanosMax).toMillis() + " ms; client.explain(\"" + key() + "\") says why");
            }
            return (T) session.readings().read(open);
        } finally {
            open.endRead();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public Optional<RuntimeException> exception() {
        return status() == FutureStatus.FAILED ? Optional.of(session.readings().failure(cell)) : Optional.empty();
    }

    @Override
    public boolean cancel(String reason) {
        return session.cancel(cell(), reason);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cancel("its program cancelled it");
    }

    @Override
    public void retry() {
        session.retry(cell());
    }

    @Override
    public void detach() {
        session.detach(cell());
    }

    @Override
    public TaskOutput output() {
        return session.output(cell().task(), key());
    }

    @Override
    public void close() {
        isClosed = true;
        release.clean();
    }

    @Override
    public void onDone(Consumer<? super RemoteFuture<T>> action) {
        onDone(action, task -> Thread.ofVirtual().name("quern-client-callback").start(task));
    }

    @Override
    public void onDone(Consumer<? super RemoteFuture<T>> action, Executor executor) {
        cell().onEnd(() -> executor.execute(() -> action.accept(this)));
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        TaskCell open = cell();
        open.beginRead();
        open.onReadable(() -> Thread.ofVirtual().name("quern-client-callback").start(() -> complete(future, open)));
        return future;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // As in read.
    private void complete(CompletableFuture<T> future, TaskCell open) {
        T value;
        try {
            value = (T) session.readings().read(open);
        } catch (QuernException | IllegalStateException failed) {
            future.completeExceptionally(failed);
            return;
        } finally {
            open.endRead();
            Reference.reachabilityFence(this);
        }
        future.complete(value);
    }

    @Override
    public <R extends @Nullable Object> RemoteFuture<R> thenApply(RemoteFunction<? super T, ? extends R> function) {
        return session.submitter().apply(function, this);
    }

    @Override
    public <U extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> thenCombine(
            RemoteFuture<U> other, RemoteBiFunction<? super T, ? super U, ? extends R> function) {
        return session.submitter().apply(function, this, other);
    }

    @Override
    public String toString() {
        return "future of " + key() + ": " + status().toString().toLowerCase(Locale.ROOT);
    }
}
