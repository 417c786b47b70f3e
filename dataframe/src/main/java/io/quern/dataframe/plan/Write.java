package io.quern.dataframe.plan;

import io.quern.dataframe.output.OutputTarget;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// Writes every partition as one file of a folder; makes one row that says how much.
public record Write(LogicalPlan input, OutputTarget target) implements LogicalPlan {
    private static final Schema SUMMARY =
            Schema.of(Field.required("rows", DataType.INT64), Field.required("bytes", DataType.INT64));

    @Override
    public Schema schema() {
        return SUMMARY;
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new Write(inputs.getFirst(), target);
    }

    @Override
    public String toString() {
        return "Write " + target.format() + (target.isOverwriting() ? ", overwriting," : "") + " to " + target.folder();
    }
}
