package io.quern.scheduler.lifecycle;

import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.placement.FairShare;
import io.quern.scheduler.placement.ReadyLane;
import java.util.ArrayList;
import java.util.List;

/// Fails the ready tasks that no registered worker could ever run for longer than is allowed. Without a limit they
/// wait.
final class UnplaceableTasks {
    private static final long NEVER = Long.MAX_VALUE;

    private final MachineState state;
    private final TaskSteps steps;
    private final JobEnds ends;
    private final long longestNanos;
    private long dueNanos = NEVER;

    UnplaceableTasks(MachineState state, TaskSteps steps, JobEnds ends) {
        this.state = state;
        this.steps = steps;
        this.ends = ends;
        this.longestNanos = state.settings.failure().noWorkerMax().toNanos();
    }

    /// When to look again, `Long.MAX_VALUE` where nothing waits in vain or may do so for ever.
    long dueNanos() {
        return dueNanos;
    }

    /// Fails what has waited for too long, and notes what begins to wait.
    void failOverdue() {
        dueNanos = NEVER;
        if (longestNanos == 0) {
            return;
        }
        List<ReadyLane> overdue = new ArrayList<>();
        for (FairShare share : state.ready.shares()) {
            for (ReadyLane lane : share.lanes()) {
                long since = lane.unplaceableSince(state.nowNanos);
                if (since == ReadyLane.PLACEABLE) {
                    continue;
                }
                if (state.nowNanos - since >= longestNanos) {
                    overdue.add(lane);
                } else {
                    dueNanos = Math.min(dueNanos, since + longestNanos);
                }
            }
        }
        for (ReadyLane lane : overdue) {
            fail(lane);
        }
    }

    private void fail(ReadyLane lane) {
        lane.endWaitInVain();
        for (int task : lane.tasksInside()) {
            // The failure of one ends its whole job, where it has one.
            if (state.tasks.phase(task) == TaskPhase.NO_WORKER) {
                TaskFailure failure = ends.unplaceable(task);
                steps.step(task, StepKind.GIVEN_UP);
                ends.fail(task, failure);
            }
        }
    }
}
