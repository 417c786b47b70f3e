package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The partitions that an earlier stage made, one after the other.
public record InputSource() implements Source {
    @Override
    public String label() {
        return "";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        for (Object input : inputs.of(0)) {
            for (Batch batch : ((Partition) Objects.requireNonNull(input)).batches()) {
                if (sink.isFull()) {
                    return;
                }
                context.checkCancelled();
                sink.accept(batch);
            }
        }
    }
}
