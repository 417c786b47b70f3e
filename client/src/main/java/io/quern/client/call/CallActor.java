package io.quern.client.call;

import io.quern.core.current.ActorObject;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls the actor that is the first input of the task.
///
/// @param method what is done with the object; null where that is the argument of the task: one function for calls
///     that capture different things
public record CallActor(@Nullable Object method) implements TaskFunction<Object> {
    @Override
    public @Nullable Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) throws Exception {
        List<@Nullable Object> given = inputs.of(0);
        if (!(given.getFirst() instanceof ActorObject actor)) {
            throw new IllegalStateException(
                    "task " + context.run() + " calls an actor, but its first input is " + given.getFirst());
        }
        Object called = method == null ? argument : method;
        return actor.call(context.run(), object -> call(called, object, given));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // The method was typed where it was submitted; it may take null.
    private static @Nullable Object call(@Nullable Object method, Object object, List<@Nullable Object> given)
            throws Exception {
        return switch (method) {
            case MethodCall named -> named.on(object);
            case RemoteBiFunction<?, ?, ?> ofTwo ->
                ((RemoteBiFunction<Object, @Nullable Object, ?>) ofTwo).applyRemotely(object, given.get(1));
            case RemoteFunction<?, ?> ofOne -> ((RemoteFunction<Object, ?>) ofOne).applyRemotely(object);
            case RemoteConsumer<?> consumer -> {
                ((RemoteConsumer<Object>) consumer).acceptRemotely(object);
                yield null;
            }
            case null, default -> throw new IllegalStateException("an actor cannot be called by " + method);
        };
    }
}
