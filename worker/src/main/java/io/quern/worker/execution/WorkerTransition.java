package io.quern.worker.execution;

import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.List;

/// One row of the lifecycle: what a step does to a task in a phase.
///
/// @param stepName of the class, which does not keep it ready
/// @param to the phases it may lead to
/// @param effect what else it does, for people
record WorkerTransition<S extends TaskStep>(
        WorkerTaskPhase from, Class<S> step, String stepName, List<WorkerTaskPhase> to, String effect, Rule<S> rule) {
    /// Changes the state and says the next phase.
    @FunctionalInterface
    interface Rule<S extends TaskStep> {
        WorkerTaskPhase apply(WorkerState state, TaskEntry entry, S step);
    }

    WorkerTransition {
        to = List.copyOf(to);
    }

    WorkerTaskPhase apply(WorkerState state, TaskEntry entry, TaskStep taken) {
        WorkerTaskPhase next = rule.apply(state, entry, step.cast(taken));
        if (!to.contains(next)) {
            throw new InvalidWorkerTransition("the step " + stepName + " led run " + entry.run + " from " + from.label()
                    + " to " + next.label() + ", which its row does not declare: " + to);
        }
        return next;
    }
}
