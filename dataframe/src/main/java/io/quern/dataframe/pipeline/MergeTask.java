package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.spill.EarlyPartials;
import io.quern.dataframe.aggregate.spill.Spilling;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node of the reduction tree: partial aggregates of several partitions become one, in which a group may stand in
/// several rows where memory did not last.
///
/// @param from schema of the rows that were aggregated
public record MergeTask(AggregationSpec spec, Schema from) implements TaskFunction<Object> {
    @Override
    public Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) throws Exception {
        try (EarlyPartials<Partition> merged =
                EarlyPartials.ofPartials(spec, from, context.memory().of(Spilling.OPERATOR))) {
            for (Object partial : inputs.of(0)) {
                for (Batch batch : ((Partition) Objects.requireNonNull(partial)).batches()) {
                    context.checkCancelled();
                    merged.add(batch);
                }
            }
            return merged.partial();
        }
    }
}
