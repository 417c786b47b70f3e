package io.quern.core.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The inputs of a task: for each dependency pattern of its stage, the results in the order of the upstream
/// outputs.
public record TaskInputs(List<List<@Nullable Object>> byDependency) {
    /// The inputs of a task that depends on nothing.
    public static final TaskInputs NONE = new TaskInputs(List.of());

    public TaskInputs {
        List<List<@Nullable Object>> copy = new ArrayList<>();
        for (List<@Nullable Object> values : byDependency) {
            copy.add(Collections.unmodifiableList(new ArrayList<>(values)));
        }
        byDependency = List.copyOf(copy);
    }

    /// The results behind dependency pattern `dependency`.
    public List<@Nullable Object> of(int dependency) {
        return byDependency.get(dependency);
    }

    /// The one result behind the one dependency.
    ///
    /// @throws IllegalStateException where there is not exactly one
    public @Nullable Object single() {
        if (byDependency.size() != 1 || byDependency.getFirst().size() != 1) {
            throw new IllegalStateException("expected one dependency with one result, got "
                    + byDependency.stream().map(List::size).toList());
        }
        return byDependency.getFirst().getFirst();
    }
}
