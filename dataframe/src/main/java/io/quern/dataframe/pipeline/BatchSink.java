package io.quern.dataframe.pipeline;

import io.quern.dataframe.batch.Batch;

/// Takes the batches of one task, one after the other, in the task's thread.
public interface BatchSink {
    void accept(Batch batch) throws Exception;

    /// Whether further batches would be ignored, so that the source may stop.
    default boolean isFull() {
        return false;
    }
}
