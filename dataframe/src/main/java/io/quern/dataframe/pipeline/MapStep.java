package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.plan.BatchFunction;

/// Rows mapped by code of the user's.
public record MapStep(BatchFunction function) implements Step {
    @Override
    public String label() {
        return "map";
    }

    @Override
    public BatchSink open(BatchSink next, TaskContext context) {
        return new BatchSink() {
            @Override
            public void accept(Batch batch) throws Exception {
                next.accept(function.apply(batch));
            }

            @Override
            public boolean isFull() {
                return next.isFull();
            }
        };
    }
}
