package io.quern.dataframe.plan;

import io.quern.dataframe.type.Schema;
import java.util.List;

/// Maps rows by code of the user's, whose result schema is declared. It may read any column, so no rule looks past
/// it.
public record MapBatches(LogicalPlan input, BatchFunction function, Schema schema) implements LogicalPlan {
    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new MapBatches(inputs.getFirst(), function, schema);
    }

    @Override
    public String toString() {
        return "Map to [" + String.join(", ", schema.names()) + "]";
    }
}
