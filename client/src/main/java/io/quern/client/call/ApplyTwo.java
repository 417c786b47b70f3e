package io.quern.client.call;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Applies a function to the two inputs of the task; where it has none, to the two values of its argument.
public record ApplyTwo(RemoteBiFunction<@Nullable Object, @Nullable Object, ?> function)
        implements TaskFunction<ApplyTwo.Pair> {
    /// Two values that travel as one argument.
    public record Pair(@Nullable Object first, @Nullable Object second) {}

    @Override
    @SuppressWarnings("NullAway") // The function takes what its author said it does, null too.
    public @Nullable Object run(@Nullable Pair argument, TaskInputs inputs, TaskContext context) throws Exception {
        if (inputs.byDependency().isEmpty() || inputs.of(0).isEmpty()) {
            Pair values = Objects.requireNonNull(argument, "a task of two values has none");
            return function.applyRemotely(values.first(), values.second());
        }
        List<@Nullable Object> two = inputs.of(0);
        return function.applyRemotely(two.get(0), two.get(1));
    }
}
