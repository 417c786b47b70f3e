package io.quern.dataframe.plan;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// The first rows, in the order of partitions.
public record Limit(LogicalPlan input, long rows) implements LogicalPlan {
    public Limit {
        if (rows < 0) {
            throw QuernException.user("a limit is 0 or more rows, not " + rows);
        }
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
        return new Limit(inputs.getFirst(), rows);
    }

    @Override
    public String toString() {
        return "Limit " + rows;
    }
}
