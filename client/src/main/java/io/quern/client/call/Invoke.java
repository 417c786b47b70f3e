package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Calls one callable, which captures nothing: tasks that share it have no argument.
public record Invoke(Callable<?> callable) implements TaskFunction<Void> {
    @Override
    public @Nullable Object run(@Nullable Void argument, TaskInputs inputs, TaskContext context) throws Exception {
        return callable.call();
    }
}
