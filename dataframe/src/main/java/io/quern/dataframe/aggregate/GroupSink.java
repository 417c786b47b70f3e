package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;

/// Takes the results of groups, batch by batch, ascending by the keys.
public interface GroupSink {
    void accept(Batch batch) throws Exception;

    /// Whether further batches would be ignored, so that no more need be made.
    default boolean isFull() {
        return false;
    }
}
