package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.BatchSink;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// Makes the batches of a task. Travels to workers; shared by the stage's tasks.
public interface Source extends Serializable {
    /// Its part of the stage's name, for people; empty where it only hands on what an earlier stage made.
    String label();

    /// Feeds one task until there is no more or the sink is full.
    ///
    /// @param argument what the stage gave for this partition
    void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink) throws Exception;

    /// One that makes the same rows, in whichever order costs it least.
    default Source inAnyOrder() {
        return this;
    }
}
