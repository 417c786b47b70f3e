package io.quern.dataframe.plan;

import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.type.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One row a group: its keys, then its aggregates. Rows ascend by their keys, null last.
public record GroupAggregate(LogicalPlan input, AggregationSpec spec, Schema schema) implements LogicalPlan {
    /// @throws io.quern.core.error.QuernException if a column is unknown, an aggregate does not take its type, or
    ///     two columns have the same name
    public static GroupAggregate of(LogicalPlan input, AggregationSpec spec) {
        return new GroupAggregate(input, spec, spec.resultSchema(input.schema()));
    }

    /// Names of the columns it reads.
    public Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(spec.keys());
        spec.calls().forEach(call -> columns.addAll(call.columns()));
        return columns;
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return of(inputs.getFirst(), spec);
    }

    @Override
    public String toString() {
        String calls = spec.calls().stream().map(GroupAggregate::describe).collect(Collectors.joining(", "));
        return "Aggregate by [" + String.join(", ", spec.keys()) + "]: " + calls;
    }

    private static String describe(AggregateCall call) {
        String function = call.function().getClass().getSimpleName();
        return Character.toLowerCase(function.charAt(0)) + function.substring(1) + "("
                + String.join(", ", call.columns()) + ") as " + call.name();
    }
}
