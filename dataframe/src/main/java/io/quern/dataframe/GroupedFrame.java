package io.quern.dataframe;

import io.quern.core.value.ProgramBound;
import io.quern.dataframe.aggregate.AggregateCall;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.plan.GroupAggregate;
import io.quern.dataframe.plan.LogicalPlan;
import io.quern.dataframe.plan.NamedExpression;
import io.quern.dataframe.plan.Project;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows that are grouped and wait to be aggregated. Made by [DataFrame#groupBy].
@ProgramBound(remedy = "call agg() and collect() before and capture the list of rows, or a value computed from them")
public final class GroupedFrame {
    private final FrameSession session;
    private final Project keys;

    /// @param keys the keys alone, of the rows that are grouped
    GroupedFrame(FrameSession session, Project keys) {
        this.session = session;
        this.keys = keys;
    }

    /// One row a group: the keys, then an aggregate a column. Null in a key is a value like any other. Groups ascend
    /// by their keys, null last.
    ///
    /// @throws io.quern.core.error.QuernException if a column is unknown, an aggregate does not take its type, or
    ///     two columns have the same name
    public DataFrame agg(Aggregate... aggregates) {
        List<AggregateCall> calls =
                Arrays.stream(aggregates).map(Aggregate::call).toList();
        return CallSite.located(() -> new DataFrame(session, aggregated(calls)));
    }

    private LogicalPlan aggregated(List<AggregateCall> calls) {
        List<String> names = keys.schema().names();
        if (keys.columns().stream().allMatch(NamedExpression::isPassed)) {
            return GroupAggregate.of(keys.input(), new AggregationSpec(names, calls));
        }
        List<NamedExpression> columns = new ArrayList<>(keys.columns());
        Map<String, String> arguments = new LinkedHashMap<>();
        for (AggregateCall call : calls) {
            for (String argument : call.columns()) {
                arguments.computeIfAbsent(argument, name -> add(name, columns));
            }
        }
        List<AggregateCall> renamed = calls.stream()
                .map(call -> new AggregateCall(
                        call.name(),
                        call.function(),
                        call.columns().stream().map(arguments::get).toList()))
                .toList();
        return GroupAggregate.of(Project.of(keys.input(), columns), new AggregationSpec(names, renamed));
    }

    /// Adds a column of the grouped rows; under another name where a key that is computed has its name.
    private static String add(String column, List<NamedExpression> columns) {
        NamedExpression argument = NamedExpression.column(column);
        if (columns.contains(argument)) {
            return column;
        }
        String name = column;
        while (isTaken(name, columns)) {
            name += "'";
        }
        columns.add(new NamedExpression(name, argument.expression()));
        return name;
    }

    private static boolean isTaken(String name, List<NamedExpression> columns) {
        return columns.stream().anyMatch(column -> column.name().equals(name));
    }
}
