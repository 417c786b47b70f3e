package io.quern.dataframe.batch;

/// Takes batches, one after the other, in the thread of whoever makes them.
public interface BatchSink {
    void accept(Batch batch) throws Exception;

    /// Whether further batches would be ignored, so that no more need be made.
    default boolean isFull() {
        return false;
    }
}
