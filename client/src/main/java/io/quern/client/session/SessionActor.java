package io.quern.client.session;

import io.quern.client.actor.ActorProxy;
import io.quern.client.call.MethodCall;
import io.quern.client.call.RemoteBiFunction;
import io.quern.client.call.RemoteConsumer;
import io.quern.client.call.RemoteFunction;
import io.quern.client.code.FunctionCodes;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.CodeHash;
import io.quern.core.value.ProgramBound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A handle to the task that makes an actor; each call is one more task of the session.
@ProgramBound(remedy = "give the task actor.ref(); inside, Client.ofTask().actor(ref) is a handle to the same actor")
final class SessionActor<T> implements Actor<T> {
    private final ClientSession session;
    private final TaskSubmitter submitter;
    private final FunctionCodes codes;
    private final RemoteFuture<?> object;
    private final Class<T> type;
    private final TaskOptions ofCalls;
    /// Of the task that makes the actor, null where another program made it.
    private final @Nullable CodeHash codeSet;

    /// @param object the future of the task that makes it; closed with the handle
    SessionActor(
            ClientSession session,
            TaskSubmitter submitter,
            FunctionCodes codes,
            RemoteFuture<?> object,
            Class<T> type,
            int priority,
            @Nullable CodeHash codeSet) {
        this.session = session;
        this.submitter = submitter;
        this.codes = codes;
        this.object = object;
        this.type = type;
        this.ofCalls = TaskOptions.call(priority);
        this.codeSet = codeSet;
    }

    @Override
    public String key() {
        return object.key();
    }

    @Override
    public FutureStatus status() {
        return object.status();
    }

    @Override
    public <R extends @Nullable Object> RemoteFuture<R> call(RemoteFunction<? super T, ? extends R> method) {
        return submit(codes.callActor(method), List.of(), null);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> RemoteFuture<R> call(
            RemoteBiFunction<? super T, ? super A, ? extends R> method, RemoteFuture<A> argument) {
        return submit(codes.callActor(method), List.of(argument), null);
    }

    @Override
    public RemoteFuture<@Nullable Void> run(RemoteConsumer<? super T> method) {
        return submit(codes.callActor(method), List.of(), null);
    }

    @Override
    public T proxy() {
        return ActorProxy.of(type, this, this::invoke);
    }

    /// What it is called with are values; the interface is that of the code that made the actor.
    private RemoteFuture<@Nullable Object> invoke(MethodCall call) {
        return submit(codes.callMethod(call), List.of(), codeSet);
    }

    private <R extends @Nullable Object> RemoteFuture<R> submit(
            FunctionCodes.Call call, List<? extends RemoteFuture<?>> more, @Nullable CodeHash known) {
        List<RemoteFuture<?>> inputs = new ArrayList<>(1 + more.size());
        inputs.add(object);
        inputs.addAll(more);
        return submitter.callActor(call, inputs, ofCalls, known);
    }

    @Override
    public ActorRef<T> ref() {
        return new ActorRef<>(session.task(object), key(), type.getName());
    }

    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return "actor " + key() + ": " + status().toString().toLowerCase(Locale.ROOT);
    }
}
