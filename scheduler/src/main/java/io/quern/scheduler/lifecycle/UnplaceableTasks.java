package io.quern.scheduler.lifecycle;

import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.TaskPhase;

/// Fails the ready tasks that no registered worker could ever run for longer than is allowed. Without a limit they
/// wait.
///
/// Time runs also while the scheduler waits for workers after it was started again: where none comes, that wait has
/// no other end.
final class UnplaceableTasks {
    private final MachineState state;
    private final TaskSteps steps;
    private final JobEnds ends;
    private final RecoveryEvents recovery;

    UnplaceableTasks(MachineState state, TaskSteps steps, JobEnds ends, RecoveryEvents recovery) {
        this.state = state;
        this.steps = steps;
        this.ends = ends;
        this.recovery = recovery;
    }

    /// When to look again, `Long.MAX_VALUE` where nothing waits in vain or may do so for ever.
    long dueNanos() {
        return state.life.isWorking() || state.life.isWithoutWorkers() ? state.vainWaits.dueNanos() : Long.MAX_VALUE;
    }

    /// Fails what has waited for too long.
    void failOverdue() {
        if (dueNanos() > state.nowNanos) {
            return;
        }
        if (state.life.isGathering()) {
            recovery.endGathering("no worker came in time; tasks fail for want of one from now on");
        }
        for (int task : state.vainWaits.takeOverdue()) {
            // The failure of one ends its whole job, where it has one.
            if (state.tasks.phase(task) == TaskPhase.NO_WORKER) {
                TaskFailure failure = ends.unplaceable(task);
                steps.step(task, StepKind.GIVEN_UP);
                ends.fail(task, failure);
            }
        }
    }
}
