package io.quern.core.transport;

import io.quern.core.key.TaskKey;
import io.quern.core.value.ValueCodecs;

/// Finds the codecs of a task's result: tasks of different programs have classes of their own. Called by threads
/// that may block.
@FunctionalInterface
public interface JobCodecs {
    /// @throws io.quern.core.error.QuernException where the task's code cannot be had
    ValueCodecs of(TaskKey task);
}
