package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies a function to the list of all inputs of the task.
public record ApplyAll(RemoteFunction<List<@Nullable Object>, ?> function) implements TaskFunction<Void> {
    @Override
    public @Nullable Object run(@Nullable Void argument, TaskInputs inputs, TaskContext context) throws Exception {
        return function.applyRemotely(inputs.byDependency().isEmpty() ? List.of() : inputs.of(0));
    }
}
