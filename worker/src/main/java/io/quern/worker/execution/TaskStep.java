package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.Planning;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.task.TaskFailure;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import org.jspecify.annotations.Nullable;

/// One thing that happens to one task: what an [ExecutionEvent] comes down to, and the follow-up steps that
/// transitions ask for.
sealed interface TaskStep {
    /// The task it happens to.
    RunId run();

    /// The scheduler assigned the run.
    ///
    /// @param planning of a planner; null of any other
    record Assigned(AssignTask task, @Nullable Planning planning) implements TaskStep {
        @Override
        public RunId run() {
            return task.run();
        }
    }

    /// A run assigned here has this result as an input.
    record Needed(RunId run, RunId dependent, long priority, ResultLocation location) implements TaskStep {}

    /// An input of the run is here now.
    record InputArrived(RunId run, RunId input) implements TaskStep {}

    /// An input of the run could not be fetched from any holder; `last` is the last one tried.
    record InputMissing(RunId run, RunId input, Holder last) implements TaskStep {}

    /// A fetch may begin.
    record FetchBegan(RunId run) implements TaskStep {}

    /// The result arrived from a peer.
    record Fetched(RunId run, long sizeBytes) implements TaskStep {}

    /// That holder did not give the result.
    record FetchFailed(RunId run, Holder holder, String reason) implements TaskStep {}

    /// A slot is free for the run, to begin or to go on.
    record SlotGiven(RunId run) implements TaskStep {}

    /// The run waits for other tasks.
    record Blocked(RunId run) implements TaskStep {}

    /// What the run waited for has come; it wants a slot again.
    record Unblocked(RunId run) implements TaskStep {}

    /// The run ended well.
    record Succeeded(RunSucceeded end) implements TaskStep {
        @Override
        public RunId run() {
            return end.run();
        }
    }

    /// The run ended with an error.
    record Failed(RunId run, TaskFailure failure) implements TaskStep {}

    /// The run ended because an input of it, or its part of one, could not be read; `last` is the last holder
    /// tried.
    record InputGone(RunId run, RunId input, WorkerId last) implements TaskStep {}

    /// The run asks to publish its output.
    record CommitAwaited(RunId run) implements TaskStep {}

    /// The scheduler answered.
    record CommitAnswered(RunId run, boolean isGranted) implements TaskStep {}

    /// The scheduler wants the run back, if it has not begun.
    record Recalled(RunId run) implements TaskStep {}

    /// The scheduler wants the result held here too.
    record CopyWanted(RunId run, ResultLocation location) implements TaskStep {}

    /// The scheduler no longer wants the run.
    record Cancelled(RunId run) implements TaskStep {}

    /// The scheduler no longer wants the result.
    record Dropped(RunId run) implements TaskStep {}

    /// The last run that needed this result as an input has ended.
    record Unneeded(RunId run) implements TaskStep {}

    /// The job ended, the stream to the scheduler broke, or the worker stops.
    record Abandoned(RunId run) implements TaskStep {}
}
