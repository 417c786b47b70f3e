package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.dataframe.batch.BatchSink;
import java.io.Serializable;

/// Changes batches on their way. Travels to workers; shared by the stage's tasks.
public interface Step extends Serializable {
    /// Its part of the stage's name, for people.
    String label();

    /// Whether what it makes depends on the order of the rows, but for its own order.
    default boolean dependsOnOrder() {
        return false;
    }

    /// The step of one task: what it makes goes to `next`.
    BatchSink open(BatchSink next, TaskContext context);
}
