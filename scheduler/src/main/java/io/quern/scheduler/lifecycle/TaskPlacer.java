package io.quern.scheduler.lifecycle;

import io.quern.core.key.WorkerId;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.FairShare;
import io.quern.scheduler.placement.Placement;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Gives ready tasks to workers until no worker has room for any that is left: the client with the fewest runs comes
/// first, and of its tasks the first by priority.
///
/// Tasks that ask for different things stand in lanes of their own: that no worker may take one more producer does
/// not hold back the tasks that use up what producers made, nor does a task that waits for the only GPU hold back
/// others. A task whose inputs together fit into the memory of no worker fails.
final class TaskPlacer {
    private final MachineState state;
    private final TaskSteps steps;
    private final JobEnds ends;
    private final Placement placement;
    /// Clients that may have a task which can be placed; empty between turns.
    private final PriorityQueue<FairShare> waiting = new PriorityQueue<>();

    TaskPlacer(MachineState state, TaskSteps steps, JobEnds ends) {
        this.state = state;
        this.steps = steps;
        this.ends = ends;
        this.placement = new Placement(state.settings.placement(), state.tasks, state.roster);
    }

    void place() {
        placeCalls();
        placeLoners();
        if (state.roster.room().isEmpty()) {
            return;
        }
        for (FairShare share : state.ready.shares()) {
            share.openLanes();
            waiting.add(share);
        }
        for (FairShare share = waiting.poll(); share != null; share = waiting.poll()) {
            ReadyLane lane = share.next(state.tasks);
            if (lane != null) {
                placeFirst(lane);
                waiting.add(share);
            }
        }
    }

    /// Whatever a worker has to do: it has room for one call of each of its actors, and puts it among the rest.
    private void placeCalls() {
        for (int actor : state.actors.due()) {
            int call = state.actors.next(actor);
            if (call != TaskTable.NONE) {
                assign(call, state.roster.at(state.tasks.firstHolder(actor)));
            }
        }
    }

    private void placeFirst(ReadyLane lane) {
        int task = lane.first();
        WorkerEntry worker = choose(task, lane.requirement());
        if (worker != null) {
            assign(task, worker);
            return;
        }
        long largest = placement.exceededHeldBytesMax(task, lane.requirement());
        if (largest == Long.MAX_VALUE) {
            lane.close();
        } else {
            TaskFailure failure = ends.inputsTooLarge(task, largest);
            steps.step(task, StepKind.GIVEN_UP);
            ends.fail(task, failure);
        }
    }

    private @Nullable WorkerEntry choose(int task, Requirement requirement) {
        WorkerId preferred = state.preferences.get(task);
        WorkerEntry worker = preferred == null ? null : state.roster.find(preferred);
        boolean isTaken = worker != null && worker.isOpen() && requirement.admits(worker) && requirement.fits(worker);
        if (isTaken) {
            return worker;
        }
        return state.tasks.isActor(task)
                ? placement.chooseLeast(requirement, state.actors::countOn)
                : placement.choose(task, requirement);
    }

    /// Keeps a worker free for each task that must run alone, and gives it the task once nothing else runs there.
    ///
    /// Alone is a task that has nobody to share the blame with, should the worker die: calls of actors are never
    /// blamed, can run nowhere else, and may be what the task waits for, so they go on beside it. That the actors
    /// are not lost with it, a worker without any is taken where there is one.
    private void placeLoners() {
        for (int task : state.ready.loners()) {
            WorkerEntry worker = keptFor(task);
            if (worker == null) {
                worker = placement.chooseLone(state.ready.lane(task).requirement(), state.actors::countOn);
            }
            if (worker == null) {
                continue;
            }
            worker.setLoneTask(task);
            // Runs that wait for others have no thread, but what they took.
            boolean isEmpty = worker.load() == state.actors.callsOn(worker, false);
            if (isEmpty && state.ready.lane(task).requirement().fits(worker)) {
                assign(task, worker);
            }
        }
    }

    private @Nullable WorkerEntry keptFor(int task) {
        WorkerEntry kept = null;
        for (WorkerEntry worker : state.roster.all()) {
            if (worker.loneTask() == task) {
                if (worker.isSuspect() || worker.status() != WorkerStatus.RUNNING) {
                    worker.setLoneTask(TaskTable.NONE);
                } else {
                    kept = worker;
                }
            }
        }
        return kept;
    }

    private void assign(int task, WorkerEntry worker) {
        state.tasks.setRunner(task, worker.slot());
        steps.step(task, StepKind.ASSIGNED);
    }
}
