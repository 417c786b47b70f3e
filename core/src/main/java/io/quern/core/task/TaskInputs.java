package io.quern.core.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The inputs of a task: for each dependency pattern of its stage, the results in the order of the upstream
/// outputs.
///
/// @param byDependency by the place of the pattern; none for those that are exchanged
/// @param exchanges those that are exchanged, by the place of the pattern
public record TaskInputs(List<List<@Nullable Object>> byDependency, Map<Integer, PartStream> exchanges) {
    /// The inputs of a task that depends on nothing.
    public static final TaskInputs NONE = new TaskInputs(List.of());

    /// Inputs none of which is exchanged.
    public TaskInputs(List<List<@Nullable Object>> byDependency) {
        this(byDependency, Map.of());
    }

    public TaskInputs {
        List<List<@Nullable Object>> copy = new ArrayList<>();
        for (List<@Nullable Object> values : byDependency) {
            copy.add(Collections.unmodifiableList(new ArrayList<>(values)));
        }
        byDependency = List.copyOf(copy);
        exchanges = Map.copyOf(exchanges);
    }

    /// The results behind dependency pattern `dependency`.
    public List<@Nullable Object> of(int dependency) {
        return byDependency.get(dependency);
    }

    /// This task's parts of the outputs behind dependency pattern `dependency`, which is exchanged.
    ///
    /// @throws IllegalStateException where it is not
    public PartStream parts(int dependency) {
        PartStream parts = exchanges.get(dependency);
        if (parts == null) {
            throw new IllegalStateException(
                    "dependency " + dependency + " is not exchanged, those are " + exchanges.keySet());
        }
        return parts;
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
