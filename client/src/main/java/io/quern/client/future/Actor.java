package io.quern.client.future;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteConsumer;
import io.quern.client.call.RemoteFunction;
import org.jspecify.annotations.Nullable;

/// A handle to an object with state that lives on one worker, where it was made by [Submitter#actor]. Calls are
/// tasks that go to it; their results are futures like any other.
///
/// **Order.** Calls of one client run in the order in which they were made, one at a time, also where the future
/// that one of them takes ends late. Calls of several clients take turns. A call that has been made runs, whether
/// or not its future is kept; a call that fails fails alone, and the object stays as the call left it.
///
/// **Once.** The object is made once, and no call runs twice: what cannot be told to have run fails.
///
/// **Loss.** The object does not move and has no copy. With its worker it is gone, and all calls fail with an
/// [io.quern.core.error.ActorLostException] as their cause.
///
/// **Ownership.** The object lives as long as a handle to it is open or a call is under way. Then it is closed on
/// its worker, where it is [AutoCloseable]. Handles that a program loses are closed by the garbage collector, some
/// time.
///
/// Results of calls must not be parts of the object that later calls change: a result is immutable.
public interface Actor<T> extends AutoCloseable {
    /// The key by which people know the actor.
    String key();

    /// Whether the object is made, or could not be.
    FutureStatus status();

    /// Calls the object.
    <R extends @Nullable Object> RemoteFuture<R> call(RemoteFunction<? super T, ? extends R> method);

    /// Calls the object with the result of a task, which is waited for on the cluster; so do later calls.
    <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> call(
            RemoteBiFunction<? super T, ? super A, ? extends R> method, RemoteFuture<A> argument);

    /// Calls the object for what that does to it.
    RemoteFuture<@Nullable Void> run(RemoteConsumer<? super T> method);

    /// The object as its interface: each method is a call and waits for its result. What the method throws comes as
    /// it is, where its class is here and the method, or everybody, may throw it; else as the exception that
    /// [RemoteFuture#join()] throws.
    ///
    /// @throws io.quern.core.error.QuernException USER where the actor was not made as an interface
    T proxy();

    /// Names the actor for tasks and other programs.
    ActorRef<T> ref();

    /// Gives the actor up. Calls that have been made still run.
    @Override
    void close();
}
