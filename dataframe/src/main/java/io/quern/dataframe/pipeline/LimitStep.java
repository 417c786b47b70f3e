package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Slice;

/// The first rows of the partition.
public record LimitStep(long rows) implements Step {
    @Override
    public String label() {
        return "limit";
    }

    @Override
    public boolean dependsOnOrder() {
        return true;
    }

    @Override
    public BatchSink open(BatchSink next, TaskContext context) {
        return new BatchSink() {
            private long left = rows;

            @Override
            public void accept(Batch batch) throws Exception {
                int taken = (int) Math.min(left, batch.length());
                if (taken > 0) {
                    left -= taken;
                    next.accept(taken == batch.length() ? batch : Slice.rows(batch, 0, taken));
                }
            }

            @Override
            public boolean isFull() {
                return left == 0 || next.isFull();
            }
        };
    }
}
