package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import org.jspecify.annotations.Nullable;

/// Returns what the task was given: how a value of the client becomes a result that tasks can use.
public record ReturnArgument() implements TaskFunction<Object> {
    @Override
    public @Nullable Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) {
        return argument;
    }
}
