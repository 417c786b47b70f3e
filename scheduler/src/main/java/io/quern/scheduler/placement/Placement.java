package io.quern.scheduler.placement;

import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.settings.PlacementSettings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Chooses the worker of a ready task: where it can begin first, counting the time to fetch the inputs that are not
/// there and the time until a thread is free. Equal workers: the one with less to do, then the lower slot.
///
/// Cost: linear in workers and in the inputs of the task.
public final class Placement {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final PlacementSettings settings;
    private final TaskTable tasks;
    private final WorkerRoster roster;
    /// Scratch: bytes of the task's inputs by worker slot.
    private long[] heldBytes = {};
    private long inputBytes;

    public Placement(PlacementSettings settings, TaskTable tasks, WorkerRoster roster) {
        this.settings = settings;
        this.tasks = tasks;
        this.roster = roster;
    }

    /// Whether a worker may be given one more task of that kind.
    public boolean hasRoom(WorkerEntry worker, boolean isProducer) {
        return worker.isOpen()
                && worker.load() < (long) settings.assignedPerThread() * worker.threads()
                && (!isProducer || worker.assignedProducers() < producersMax(worker));
    }

    private long producersMax(WorkerEntry worker) {
        return (long) Math.ceil(settings.saturation() * worker.threads());
    }

    /// The best worker with room, null where none has any.
    public @Nullable WorkerEntry choose(int task) {
        TaskGroup group = tasks.group(task);
        boolean isProducer = group.isProducer(tasks.partition(task));
        weighInputs(task);
        WorkerEntry best = null;
        long bestCost = Long.MAX_VALUE;
        for (int slot = 0; slot < roster.slots(); slot++) {
            WorkerEntry worker = roster.peek(slot);
            if (worker == null || !hasRoom(worker, isProducer)) {
                continue;
            }
            long cost = costNanos(worker, group.expectedRunNanos());
            if (best == null || cost < bestCost || (cost == bestCost && isLessBusy(worker, best))) {
                best = worker;
                bestCost = cost;
            }
        }
        return best;
    }

    /// The worker that is soonest empty, for a task that is to run alone; null where every worker is suspect or kept
    /// for another such task.
    public @Nullable WorkerEntry chooseLone() {
        WorkerEntry best = null;
        for (int slot = 0; slot < roster.slots(); slot++) {
            WorkerEntry worker = roster.peek(slot);
            if (worker != null && worker.isOpen() && (best == null || worker.assigned() < best.assigned())) {
                best = worker;
            }
        }
        return best;
    }

    private void weighInputs(int task) {
        if (heldBytes.length < roster.slots()) {
            heldBytes = new long[roster.slots()];
        } else {
            Arrays.fill(heldBytes, 0);
        }
        inputBytes = 0;
        tasks.group(task).visitInputs(tasks.partition(task), this::weigh);
    }

    private void weigh(TaskGroup upstream, int from, int to) {
        for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
            long bytes = tasks.sizeBytes(input);
            inputBytes += bytes;
            if (tasks.firstHolder(input) != TaskTable.NONE) {
                heldBytes[tasks.firstHolder(input)] += bytes;
            }
            for (int holder : tasks.moreHolders(input)) {
                heldBytes[holder] += bytes;
            }
        }
    }

    private long costNanos(WorkerEntry worker, long expectedRunNanos) {
        long missingBytes = inputBytes - heldBytes[worker.slot()];
        double transferNanos = (double) missingBytes / settings.transferBytesPerSecond() * NANOS_PER_SECOND;
        long inFront = Math.max(0, worker.load() + 1 - worker.threads());
        double waitNanos = (double) inFront * expectedRunNanos / worker.threads();
        return (long) (transferNanos + waitNanos);
    }

    private static boolean isLessBusy(WorkerEntry worker, WorkerEntry other) {
        return (long) worker.load() * other.threads() < (long) other.load() * worker.threads();
    }
}
