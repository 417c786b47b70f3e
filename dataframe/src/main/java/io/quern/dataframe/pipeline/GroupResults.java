package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.aggregate.GroupSink;
import io.quern.dataframe.batch.Batch;

/// Hands the results of groups on to what follows in the pipeline.
record GroupResults(BatchSink sink, TaskContext context) implements GroupSink {
    @Override
    public void accept(Batch batch) throws Exception {
        context.checkCancelled();
        sink.accept(batch);
    }

    @Override
    public boolean isFull() {
        return sink.isFull();
    }
}
