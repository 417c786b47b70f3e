package io.quern.dataframe.plan;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// The same rows in the same order, cut into so many partitions of about as many rows as the inputs' sizes allow.
public record Repartition(LogicalPlan input, int partitions) implements LogicalPlan {
    public Repartition {
        if (partitions < 1) {
            throw QuernException.user("a frame has at least 1 partition, not " + partitions);
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
        return new Repartition(inputs.getFirst(), partitions);
    }

    @Override
    public String toString() {
        return "Repartition into " + partitions;
    }
}
