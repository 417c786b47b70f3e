package io.quern.dataframe.plan;

import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// One operation over the rows of its input. `toString` is its line in a printed plan.
public sealed interface LogicalPlan
        permits ParquetScan,
                TextScan,
                RecordScan,
                Project,
                Filter,
                GroupAggregate,
                MapBatches,
                Limit,
                Repartition,
                Write {
    /// Names and types of the rows it makes.
    Schema schema();

    /// The plans it reads, in order; none for a source.
    List<LogicalPlan> inputs();

    /// The same operation over other inputs, as many as [#inputs()] and of the columns it needs.
    LogicalPlan withInputs(List<LogicalPlan> inputs);

    /// Rebuilds the tree bottom-up, each node replaced by what `change` makes of it. What does not change stays the
    /// same instance.
    @SuppressWarnings("ReferenceEquality") // The same instance means: nothing below changed.
    default LogicalPlan rewrite(UnaryOperator<LogicalPlan> change) {
        List<LogicalPlan> rebuilt = new ArrayList<>();
        boolean isSame = true;
        for (LogicalPlan input : inputs()) {
            LogicalPlan other = input.rewrite(change);
            isSame &= other == input;
            rebuilt.add(other);
        }
        return change.apply(isSame ? this : withInputs(rebuilt));
    }

    /// The tree as text: one line a node, inputs below and indented.
    static String describe(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        describe(plan, "", text);
        return text.toString();
    }

    private static void describe(LogicalPlan plan, String indent, StringBuilder text) {
        text.append(indent).append(plan).append('\n');
        for (LogicalPlan input : plan.inputs()) {
            describe(input, indent + "  ", text);
        }
    }
}
