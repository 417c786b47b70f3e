package io.quern.dataframe.plan;

import io.quern.core.error.QuernException;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// Keeps the rows for which the condition is true; false and null drop a row.
public record Filter(LogicalPlan input, Expression condition) implements LogicalPlan {
    /// @throws QuernException if a column is unknown or the condition is not boolean
    public static Filter of(LogicalPlan input, Expression condition) {
        DataType type = condition.typeIn(input.schema());
        if (!type.equals(DataType.BOOLEAN) && !type.equals(DataType.NULL)) {
            throw QuernException.user("a filter needs a boolean condition, but " + condition + " is " + type
                    + "; compare it with something, such as col(\"n\").gt(0)");
        }
        return new Filter(input, condition);
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new Filter(inputs.getFirst(), condition);
    }

    @Override
    public String toString() {
        return "Filter " + condition;
    }
}
