package io.quern.scheduler.lifecycle;

import io.quern.core.key.WorkerId;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.Placement;
import io.quern.scheduler.placement.ReadyQueue;
import io.quern.scheduler.placement.WorkerEntry;
import org.jspecify.annotations.Nullable;

/// Gives ready tasks to workers, in the order of their priority, until no worker has room for the next one.
///
/// Producers and other tasks stand in queues of their own: that no worker may take one more producer does not hold back
/// the tasks that use up what producers made.
final class TaskPlacer {
    private final MachineState state;
    private final TaskSteps steps;
    private final Placement placement;

    TaskPlacer(MachineState state, TaskSteps steps) {
        this.state = state;
        this.steps = steps;
        this.placement = new Placement(state.settings.placement(), state.tasks, state.roster);
    }

    void place() {
        placeLoners();
        int producer = state.producers.first();
        int consumer = state.consumers.first();
        while (producer != TaskTable.NONE || consumer != TaskTable.NONE) {
            boolean isProducer = isBefore(producer, consumer);
            int task = isProducer ? producer : consumer;
            WorkerEntry worker = choose(task);
            if (worker != null) {
                assign(task, worker);
            }
            ReadyQueue queue = isProducer ? state.producers : state.consumers;
            int next = worker == null ? TaskTable.NONE : queue.first();
            if (isProducer) {
                producer = next;
            } else {
                consumer = next;
            }
        }
    }

    private boolean isBefore(int producer, int consumer) {
        if (producer == TaskTable.NONE || consumer == TaskTable.NONE) {
            return consumer == TaskTable.NONE;
        }
        return state.tasks.priority(producer) < state.tasks.priority(consumer);
    }

    private @Nullable WorkerEntry choose(int task) {
        WorkerId preferred = state.preferences.get(task);
        if (preferred != null) {
            WorkerEntry worker = state.roster.find(preferred);
            if (worker != null && worker.isOpen()) {
                return worker;
            }
        }
        return placement.choose(task);
    }

    /// Keeps a worker free for each task that must run alone, and gives it the task once the worker is empty.
    private void placeLoners() {
        int[] loners = new int[state.loners.size()];
        for (int i = 0; i < loners.length; i++) {
            loners[i] = state.loners.at(i);
        }
        for (int task : loners) {
            WorkerEntry worker = keptFor(task);
            if (worker == null) {
                worker = placement.chooseLone();
            }
            if (worker == null) {
                continue;
            }
            worker.setLoneTask(task);
            if (worker.assigned() == 0) {
                assign(task, worker);
            }
        }
    }

    private @Nullable WorkerEntry keptFor(int task) {
        WorkerEntry kept = null;
        for (WorkerEntry worker : state.roster.all()) {
            if (worker.loneTask() == task) {
                if (worker.isSuspect()) {
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
