package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Calls what the task was given as argument: one function for callables that capture different things.
public record InvokeArgument() implements TaskFunction<Callable<?>> {
    @Override
    public @Nullable Object run(@Nullable Callable<?> argument, TaskInputs inputs, TaskContext context)
            throws Exception {
        return Objects.requireNonNull(argument, "a task that calls its argument has none")
                .call();
    }
}
