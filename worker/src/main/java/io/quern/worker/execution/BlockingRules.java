package io.quern.worker.execution;

import io.quern.core.message.WorkerMessage.TaskBlocked;
import io.quern.core.message.WorkerMessage.TaskUnblocked;
import io.quern.worker.execution.ExecutionInstruction.ResumeRun;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.Objects;

/// Steps of a run that waits for other tasks. It has no slot from the moment it says so until it is given one
/// again.
final class BlockingRules {
    private BlockingRules() {}

    static WorkerTaskPhase block(WorkerState state, TaskEntry entry, TaskStep.Blocked step) {
        state.executing--;
        state.tell(new TaskBlocked(entry.run));
        Objects.requireNonNull(entry.function).surprised();
        return WorkerTaskPhase.BLOCKED;
    }

    static WorkerTaskPhase unblock(WorkerState state, TaskEntry entry, TaskStep.Unblocked step) {
        state.resuming.add(entry);
        return WorkerTaskPhase.RESUMING;
    }

    static WorkerTaskPhase resume(WorkerState state, TaskEntry entry, TaskStep.SlotGiven step) {
        state.resuming.remove(entry);
        state.executing++;
        state.tell(new TaskUnblocked(entry.run));
        state.instruct(new ResumeRun(entry.run));
        return WorkerTaskPhase.EXECUTING;
    }
}
