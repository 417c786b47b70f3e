package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;

/// Hands batches on to what follows in the pipeline, unless the run is cancelled.
record CancellableSink(BatchSink next, TaskContext context) implements BatchSink {
    @Override
    public void accept(Batch batch) throws Exception {
        context.checkCancelled();
        next.accept(batch);
    }

    @Override
    public boolean isFull() {
        return next.isFull();
    }
}
