package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import org.jspecify.annotations.Nullable;

/// Applies a function to the one input of the task; where it has none, to its argument.
public record Apply(RemoteFunction<@Nullable Object, ?> function) implements TaskFunction<Object> {
    @Override
    @SuppressWarnings("NullAway") // The function takes what its author said it does, null too.
    public @Nullable Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) throws Exception {
        return function.applyRemotely(
                inputs.byDependency().isEmpty() || inputs.of(0).isEmpty() ? argument : inputs.single());
    }
}
