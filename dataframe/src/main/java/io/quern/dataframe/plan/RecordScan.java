package io.quern.dataframe.plan;

import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// Rows that the program made; they travel with the job.
public record RecordScan(Partition rows) implements LogicalPlan {
    @Override
    public Schema schema() {
        return rows.schema();
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of();
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return this;
    }

    @Override
    public String toString() {
        return "Records: " + rows.rows() + " rows [" + String.join(", ", schema().names()) + "]";
    }
}
