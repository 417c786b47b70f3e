package io.quern.client.future;

import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.call.RemoteRunnable;
import io.quern.client.graph.TaskGraph;
import io.quern.client.options.ScatterOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes tasks, all with the same options. Functions are lambdas or method references; they and what they
/// capture are serialised before the method returns, and what cannot be sent is refused with the field that
/// holds it.
///
/// `submit` and `map` take values, which travel with the task; `apply`, `combine` and `mapFutures` take futures,
/// whose results go from worker to worker. All of them return at once, unless more than 64 MiB wait for the
/// scheduler to accept them: then they wait.
///
/// All methods throw [io.quern.core.error.QuernException]: USER where something cannot be sent or a key is
/// taken, NETWORK where the scheduler is lost.
public interface Submitter {
    /// A task that calls a lambda.
    <T extends @Nullable Object> RemoteFuture<T> submit(RemoteCallable<? extends T> callable);

    /// A task that runs a lambda without a result; its result is null.
    RemoteFuture<@Nullable Void> submit(RemoteRunnable runnable);

    /// A task that applies a function to a value.
    <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteFunction<? super A, ? extends R> function, A argument);

    /// A task that applies a function to two values.
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> submit(
            RemoteBiFunction<? super A, ? super B, ? extends R> function, A first, B second);

    /// A task that applies a function to the result of another.
    <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteFunction<? super A, ? extends R> function, RemoteFuture<A> input);

    /// A task that applies a function to the results of two others.
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> apply(
            RemoteBiFunction<? super A, ? super B, ? extends R> function,
            RemoteFuture<A> first,
            RemoteFuture<B> second);

    /// A task that applies a function to the list of all results of others.
    <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> combine(
            RemoteFunction<? super List<A>, ? extends R> function,
            Collection<? extends RemoteFuture<? extends A>> inputs);

    /// One task for each value.
    <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends A> values);

    /// One task for each value, as the stream gives them.
    <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> map(
            RemoteFunction<? super A, ? extends R> function, Stream<? extends A> values);

    /// One task for each result of others.
    <A extends @Nullable Object, R extends @Nullable Object> List<RemoteFuture<R>> mapFutures(
            RemoteFunction<? super A, ? extends R> function, Collection<? extends RemoteFuture<? extends A>> inputs);

    /// A task that runs to its end although nobody holds it, also when this program is gone by then.
    ///
    /// @return its key
    String fireAndForget(RemoteRunnable runnable);

    /// An object with state that lives on a worker, and is called there. Of these options those of its own task
    /// count: where it may be made, and what it takes while it is made.
    ///
    /// @param type what it is called as; for [Actor#proxy()] an interface
    /// @param maker makes the object, on its worker
    <T> Actor<T> actor(Class<T> type, RemoteCallable<? extends T> maker);

    /// Gives a value to the cluster, so that many tasks can use it and it travels once to each worker that runs
    /// one.
    ///
    /// Up to 64 KiB it goes by way of the scheduler, which can make it again. A larger one goes straight to a
    /// worker, over a connection that this client opens to it: it must not be changed before its future is done
    /// (on a cluster in this JVM: never), and is lost with the last worker that has it. Then its future fails, and
    /// what depends on it.
    <T extends @Nullable Object> RemoteFuture<T> scatter(T value);

    /// [#scatter] to chosen workers, or to more than one.
    <T extends @Nullable Object> RemoteFuture<T> scatter(T value, ScatterOptions where);

    /// [#scatter] for each value: to the worker that was given the fewest bytes.
    <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(Collection<? extends T> values);

    /// [#scatter] for each value, to chosen workers, or to more than one each.
    <T extends @Nullable Object> List<RemoteFuture<T>> scatterAll(Collection<? extends T> values, ScatterOptions where);

    /// The tasks of a graph, whose keys are their names. A key that these options give comes before each name, with
    /// a hyphen: for graphs that run several times at once.
    ///
    /// @return its outputs by name
    Map<String, RemoteFuture<@Nullable Object>> persist(TaskGraph graph);

    /// Runs a graph and waits for the results of its outputs, which then leave the cluster.
    ///
    /// @return by name
    Map<String, @Nullable Object> compute(TaskGraph graph);
}
