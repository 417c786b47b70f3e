package io.quern.core.message;

import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;

/// How a task that a client holds has ended.
public sealed interface TaskOutcome {
    /// The task.
    TaskKey task();

    /// Its result is in memory. Told again where the holders changed because one was reported lost.
    record Succeeded(ResultLocation location) implements TaskOutcome {
        @Override
        public TaskKey task() {
            return location.result().task();
        }
    }

    /// It failed, or something that it depends on did.
    ///
    /// @param failure of the task that failed; where that was an upstream one, `failure.run().task()` is not `task`
    record Failed(TaskKey task, TaskFailure failure) implements TaskOutcome {}

    /// It was cancelled, or something that it depends on was.
    record Cancelled(TaskKey task, String reason) implements TaskOutcome {}
}
