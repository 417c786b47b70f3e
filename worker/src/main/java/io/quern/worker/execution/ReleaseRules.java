package io.quern.worker.execution;

import io.quern.core.message.WorkerMessage.RunReturned;
import io.quern.worker.execution.story.WorkerTaskPhase;

/// Steps by which runs and results that nobody wants any more go away.
final class ReleaseRules {
    private ReleaseRules() {}

    /// A run that has not begun.
    static WorkerTaskPhase forgetRun(WorkerState state, TaskEntry entry, TaskStep step) {
        state.ready.remove(entry);
        state.releaseInputs(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    /// A run that another worker could begin sooner.
    static WorkerTaskPhase giveBack(WorkerState state, TaskEntry entry, TaskStep.Recalled step) {
        state.tell(new RunReturned(entry.run));
        return forgetRun(state, entry, step);
    }

    /// It has begun: what it tells shows that.
    static WorkerTaskPhase keep(WorkerState state, TaskEntry entry, TaskStep.Recalled step) {
        return entry.phase;
    }

    /// A run that executes: it goes on under its own run id until it notices, and nobody listens.
    static WorkerTaskPhase interrupt(WorkerState state, TaskEntry entry, TaskStep step) {
        state.executing--;
        state.abandoned.addExecuting(entry.run);
        state.instruct(new ExecutionInstruction.InterruptRun(entry.run));
        state.releaseInputs(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    /// A run that waits for other tasks: the interrupt ends its wait.
    static WorkerTaskPhase interruptBlocked(WorkerState state, TaskEntry entry, TaskStep step) {
        state.abandoned.addBlocked(entry.run);
        return interruptWithoutSlot(state, entry);
    }

    /// A run that waits for a slot to go on: it goes on at once, to its end.
    static WorkerTaskPhase interruptResuming(WorkerState state, TaskEntry entry, TaskStep step) {
        state.resuming.remove(entry);
        state.abandoned.addResuming(entry.run);
        return interruptWithoutSlot(state, entry);
    }

    private static WorkerTaskPhase interruptWithoutSlot(WorkerState state, TaskEntry entry) {
        state.instruct(new ExecutionInstruction.InterruptRun(entry.run));
        state.releaseInputs(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    static WorkerTaskPhase drop(WorkerState state, TaskEntry entry, TaskStep step) {
        state.dropResult(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    static WorkerTaskPhase dropUnlessNeeded(WorkerState state, TaskEntry entry, TaskStep step) {
        if (entry.dependents.isEmpty()) {
            return drop(state, entry, step);
        }
        entry.isDropWanted = true;
        return WorkerTaskPhase.MEMORY;
    }

    static WorkerTaskPhase dropIfWanted(WorkerState state, TaskEntry entry, TaskStep step) {
        return entry.isDropWanted ? drop(state, entry, step) : WorkerTaskPhase.MEMORY;
    }

    static WorkerTaskPhase forgetError(WorkerState state, TaskEntry entry, TaskStep step) {
        return WorkerTaskPhase.FORGOTTEN;
    }
}
