package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies the function of a graph's node to the node's inputs.
public record ApplyInputs(RemoteFunction<NodeInputs, ?> function) implements TaskFunction<Void> {
    @Override
    public @Nullable Object run(@Nullable Void argument, TaskInputs inputs, TaskContext context) throws Exception {
        return function.applyRemotely(new NodeInputs(inputs.byDependency().isEmpty() ? List.of() : inputs.of(0)));
    }
}
