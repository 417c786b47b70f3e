package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.BatchSink;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/// Makes the result of a task of its batches. Travels to workers; shared by the stage's tasks.
public interface Terminal extends Serializable {
    /// Its part of the stage's name, for people; empty where the batches themselves are the result.
    String label();

    /// The result, where an earlier attempt of the same task has already published it: then nothing is computed
    /// again.
    default Optional<Object> published(TaskContext context) throws Exception {
        return Optional.empty();
    }

    /// Whether the result depends on the order of the rows.
    default boolean dependsOnOrder() {
        return true;
    }

    Collector open(TaskContext context) throws Exception;

    /// The terminal of one task. Closing one that did not finish discards what it has.
    interface Collector extends BatchSink, AutoCloseable {
        Object finish() throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
