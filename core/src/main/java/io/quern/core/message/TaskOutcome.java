package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;

/// How a task that a client holds has ended.
public sealed interface TaskOutcome {
    /// The task.
    TaskKey task();

    /// Its result is in memory. Told again where the holders changed because one was reported lost.
    ///
    /// @param shortValue the result itself ([WorkerMessage.TaskSucceeded]), where this is told as the run ends;
    ///     empty: it has to be fetched
    record Succeeded(ResultLocation location, Payload shortValue) implements TaskOutcome {
        /// A result that has to be fetched.
        public Succeeded(ResultLocation location) {
            this(location, Payload.EMPTY);
        }

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
