package io.quern.scheduler.lifecycle;

import io.quern.core.message.Answer;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How large the cluster should be for what is to be run now: what whoever starts and stops workers may follow.
///
/// Tasks that are ready or run are counted, with the time that each is expected to take; those that wait for inputs are
/// not, since nobody knows when they will run. So a target rises as work becomes ready, and is asked for again and
/// again.
final class ClusterTarget {
    private final MachineState state;

    ClusterTarget(MachineState state) {
        this.state = state;
    }

    /// @param withinNanos time in which what is to be run should be done; at least 1
    Answer suggest(long withinNanos) {
        if (withinNanos < 1) {
            return new Answer.Refused("work cannot be done within " + withinNanos + " ns; ask for at least 1");
        }
        double nanos = 0;
        int tasks = 0;
        for (int task = 0; task < state.tasks.end(); task++) {
            TaskPhase phase = state.tasks.phase(task);
            boolean isRunning = phase == TaskPhase.PROCESSING && !state.tasks.isBlocked(task);
            if (phase.isReady() || isRunning) {
                tasks++;
                nanos += isRunning
                        ? state.tasks.expectedNanos(task)
                        : state.tasks.group(task).expectedRunNanos();
            }
        }
        int threads = (int) Math.min(tasks, Math.ceil(nanos / withinNanos));
        return new Answer.TargetSuggested(threads, spare(threads));
    }

    /// Workers that may go: those without runs and actors, first the ones with the fewest results. A worker that is
    /// paused or silent gets nothing now, so it is neither counted nor offered: whoever paused it decides about it.
    private List<String> spare(int wanted) {
        List<WorkerEntry> staying = new ArrayList<>(state.roster.all());
        staying.removeIf(worker -> worker.status() != WorkerStatus.RUNNING || worker.isSuspect());
        int threads = staying.stream().mapToInt(WorkerEntry::threads).sum();
        int[] results = new int[state.roster.slots()];
        for (int task = 0; task < state.tasks.end(); task++) {
            if (state.tasks.firstHolder(task) != TaskTable.NONE && state.tasks.phase(task) == TaskPhase.MEMORY) {
                results[state.tasks.firstHolder(task)]++;
            }
        }
        staying.sort(Comparator.comparingInt((WorkerEntry worker) -> results[worker.slot()])
                .thenComparingInt(WorkerEntry::slot));
        List<String> spare = new ArrayList<>();
        for (WorkerEntry worker : staying) {
            boolean isEmpty = worker.assigned() == 0 && state.actors.firstOn(worker) == null;
            if (isEmpty && threads - worker.threads() >= wanted) {
                spare.add(worker.name());
                threads -= worker.threads();
            }
        }
        return spare;
    }
}
