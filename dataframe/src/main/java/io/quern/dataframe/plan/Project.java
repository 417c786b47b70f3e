package io.quern.dataframe.plan;

import io.quern.dataframe.type.Schema;
import java.util.List;
import java.util.stream.Collectors;

/// Computes the columns of each row anew: exactly these, in this order.
public record Project(LogicalPlan input, List<NamedExpression> columns, Schema schema) implements LogicalPlan {
    public Project {
        columns = List.copyOf(columns);
    }

    /// @throws io.quern.core.error.QuernException if a column is unknown, an operand has the wrong type, or a name
    ///     occurs twice
    public static Project of(LogicalPlan input, List<NamedExpression> columns) {
        Schema from = input.schema();
        return new Project(
                input,
                columns,
                new Schema(columns.stream().map(column -> column.fieldIn(from)).toList()));
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return of(inputs.getFirst(), columns);
    }

    @Override
    public String toString() {
        return columns.stream().map(NamedExpression::toString).collect(Collectors.joining(", ", "Project [", "]"));
    }
}
