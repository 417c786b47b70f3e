package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.Finisher;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The results of complete aggregates.
///
/// @param from schema of the rows that were aggregated
public record FinishSource(AggregationSpec spec, Schema from) implements Source {
    @Override
    public String label() {
        return "";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        Partition partial = (Partition) Objects.requireNonNull(inputs.single());
        for (Batch batch : new Finisher(spec, from).finish(partial).batches()) {
            if (sink.isFull()) {
                return;
            }
            context.checkCancelled();
            sink.accept(batch);
        }
    }
}
