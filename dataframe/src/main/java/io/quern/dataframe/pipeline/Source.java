package io.quern.dataframe.pipeline;

import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
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
}
