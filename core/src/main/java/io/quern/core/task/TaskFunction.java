package io.quern.core.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What the tasks of a stage run. Serialised once for the stage (lambdas and records travel), so it must not
/// capture anything that belongs to one process.
///
/// The same instance may run for several partitions at once: it must not change its own state. Inputs are immutable
/// and may be shared with other tasks.
@FunctionalInterface
public interface TaskFunction<A> extends Serializable {
    /// Runs one task.
    ///
    /// @param argument what the stage gave for this partition, null where it gave none
    /// @param inputs the results of the tasks it depends on
    /// @return the result, immutable from here on; null is a value
    /// @throws Exception any: the run fails with it
    @Nullable
    Object run(@Nullable A argument, TaskInputs inputs, TaskContext context) throws Exception;
}
