package io.quern.client.call;

import io.quern.core.current.ActorObject;
import io.quern.core.error.QuernException;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Makes the object of an actor by what the task was given as argument.
public record MakeActor() implements TaskFunction<Callable<?>> {
    @Override
    public Object run(@Nullable Callable<?> argument, TaskInputs inputs, TaskContext context) throws Exception {
        Object made = Objects.requireNonNull(argument, "a task that makes an actor has no maker")
                .call();
        if (made == null) {
            throw QuernException.user(
                    "the maker of actor " + context.stageName() + " returned null; return the object");
        }
        return new ActorObject(made);
    }
}
