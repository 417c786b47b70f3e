package io.quern.dataframe.pipeline;

import io.quern.core.task.Parts;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.KeySplit;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Splits the partial aggregates of one partition by their keys, for an exchange.
///
/// @param from schema of the rows that were aggregated
/// @param parts as many as there are tasks that read them
public record SplitTask(AggregationSpec spec, Schema from, int parts) implements TaskFunction<Object> {
    @Override
    public Object run(@Nullable Object argument, TaskInputs inputs, TaskContext context) {
        Partition partial = (Partition) Objects.requireNonNull(inputs.single());
        KeySplit split = new KeySplit(spec.partialSchema(from), spec.keys().size(), parts);
        Reserved rows = new Reserved(context.memory().of("exchange"));
        try {
            rows.accept(partial.retainedBytes());
            for (Batch batch : partial.batches()) {
                context.checkCancelled();
                split.add(batch);
            }
            return new Parts(split.parts(rows));
        } finally {
            rows.release();
        }
    }

    /// What the parts take until they are the run's result.
    private static final class Reserved implements LongConsumer {
        private final TaskMemory memory;
        private long bytes;

        private Reserved(TaskMemory memory) {
            this.memory = memory;
        }

        @Override
        public void accept(long more) {
            memory.reserve(more);
            bytes += more;
        }

        void release() {
            memory.release(bytes);
        }
    }
}
