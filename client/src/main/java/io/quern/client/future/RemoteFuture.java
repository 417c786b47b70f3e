package io.quern.client.future;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteFunction;
import io.quern.client.output.TaskOutput;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A handle to the result of a task. The result stays on the cluster as long as some handle to it is open.
///
/// **Ownership.** Closing a handle gives the result up; when the last one of all programs is closed, the cluster
/// forgets
/// the task and frees its memory. Handles that a program loses without closing them are closed some time after
/// the garbage collector has found them: that bounds what a forgetful program costs, and nothing more.
///
/// **Reading.** [#join()] and [#get()] fetch the result from the worker that holds it, once: later calls return
/// the same
/// object. A handle keeps small results; of large ones (above 64 KiB) only as long as the program does, and
/// fetches them again after that.
///
/// **Waiting.** An interrupt ends the wait, not the task. A task that waits for others frees its slot meanwhile.
///
/// Two handles to one task (equal pure submissions, an attached name) are two owners; cancelling is for all of
/// them.
public interface RemoteFuture<T extends @Nullable Object> extends Future<T>, AutoCloseable {
    /// The key by which people know the task, such as `parse-3.17`.
    String key();

    FutureStatus status();

    /// Waits for the result.
    ///
    /// @throws io.quern.client.error.RemoteTaskException if the task, or one it depends on, failed
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    /// @throws io.quern.core.error.QuernException if the task was refused, the scheduler is lost for longer than
    ///     the
    ///     lease, the result cannot be read here, or the thread was interrupted, which stays set
    /// @throws IllegalStateException if the handle is closed
    T join();

    /// Waits for the result as long as that.
    ///
    /// @throws io.quern.core.error.QuernException also if it is not there by then
    T join(Duration longest);

    /// As [Future] says: [#join()] with what failed as the cause of an [ExecutionException].
    @Override
    T get() throws InterruptedException, ExecutionException;

    @Override
    T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException;

    /// What the task failed with: a [io.quern.client.error.RemoteTaskException], or a
    /// [io.quern.core.error.QuernException] where it was refused or its cluster was lost. Empty where it has
    /// not ended, ended well, or was cancelled. Does not wait.
    Optional<RuntimeException> exception();

    /// Stops the task and all that depend on it, for every owner. A running one is interrupted; this handle does
    /// not wait for that.
    ///
    /// @param reason told to those who wait
    /// @return false where it had ended
    boolean cancel(String reason);

    /// As [#cancel(String)].
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /// Runs a failed task again, and what failed because of it.
    ///
    /// @throws IllegalStateException where it has not failed
    void retry();

    /// Lets the task run to its end although nobody holds it and this program may be gone by then.
    void detach();

    /// What the task has written to `System.out` and `System.err`, logging to the console included: the beginning and
    /// the end of each of its runs, also while it runs. Asks every worker.
    ///
    /// @throws IllegalStateException if the handle is closed
    TaskOutput output();

    /// Gives the result up. Does nothing the second time.
    @Override
    void close();

    /// Runs an action on a virtual thread of its own once the task has ended, however it did; at once where it
    /// has.
    void onDone(Consumer<? super RemoteFuture<T>> action);

    /// Runs an action by an executor once the task has ended. An executor that runs it in the calling thread
    /// holds up all that the client hears of the cluster, so it must not wait.
    void onDone(Consumer<? super RemoteFuture<T>> action, Executor executor);

    /// A future of the JDK that gets the result, which is fetched, or what failed. Cancelling it does not cancel
    /// the task; it keeps this handle open until it ends.
    CompletableFuture<T> toCompletableFuture();

    /// A task that applies a function to the result, on the cluster.
    <R extends @Nullable Object> RemoteFuture<R> thenApply(RemoteFunction<? super T, ? extends R> function);

    /// A task that applies a function to this result and another one, on the cluster.
    <U extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> thenCombine(
            RemoteFuture<U> other, RemoteBiFunction<? super T, ? super U, ? extends R> function);
}
