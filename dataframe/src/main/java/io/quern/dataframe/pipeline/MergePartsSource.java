package io.quern.dataframe.pipeline;

import io.quern.core.task.PartStream;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.GroupOrder;
import io.quern.dataframe.aggregate.spill.GroupMerge;
import io.quern.dataframe.aggregate.spill.Spilling;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import org.jspecify.annotations.Nullable;

/// The results of the groups of one part of an exchange: partial aggregates are merged as they come.
///
/// @param from schema of the rows that were aggregated
public record MergePartsSource(AggregationSpec spec, Schema from, GroupOrder order) implements Source {
    @Override
    public String label() {
        return "merge";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        try (GroupMerge merge = new GroupMerge(spec, from, Spilling.of(context))) {
            try (PartStream parts = inputs.parts(0)) {
                for (int output = 0; output < parts.size(); output++) {
                    merge.add((Partition) parts.next());
                }
            }
            merge.finish(order, new CancellableSink(sink, context));
        }
    }

    @Override
    public Source inAnyOrder() {
        return new MergePartsSource(spec, from, GroupOrder.ANY);
    }
}
