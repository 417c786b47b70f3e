package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A part of the partitions that an earlier stage made: `n` partitions cut into `m`, rows in order.
///
/// Each of the `n` inputs counts as one length, each of the `m` tasks gets an `m`-th of the whole. So task `p`
/// takes of input `i` the rows from `max(0, p*n - i*m) / m` to `min(m, (p+1)*n - i*m) / m` of it; whole numbers all
/// the way, so that every row goes to exactly one task.
///
/// @param inputs `n`
public record RecutSource(int inputs) implements Source {
    @Override
    public String label() {
        return "repartition";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs taskInputs, TaskContext context, BatchSink sink)
            throws Exception {
        long n = inputs;
        long m = context.partitions();
        long p = context.run().task().partition();
        long input = p * n / m;
        for (Object value : taskInputs.of(0)) {
            Partition partition = (Partition) Objects.requireNonNull(value);
            long from = Math.max(0, p * n - input * m) * partition.rows() / m;
            long to = Math.min(m, (p + 1) * n - input * m) * partition.rows() / m;
            feedRows(partition, from, to, context, sink);
            input++;
        }
    }

    private static void feedRows(Partition partition, long from, long to, TaskContext context, BatchSink sink)
            throws Exception {
        long begin = 0;
        for (Batch batch : partition.batches()) {
            long first = Math.max(from, begin);
            long last = Math.min(to, begin + batch.length());
            if (first < last && !sink.isFull()) {
                context.checkCancelled();
                sink.accept(Slice.rows(batch, (int) (first - begin), (int) (last - first)));
            }
            begin += batch.length();
        }
    }
}
