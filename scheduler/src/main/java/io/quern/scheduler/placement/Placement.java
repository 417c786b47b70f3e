package io.quern.scheduler.placement;

import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.settings.PlacementSettings;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Chooses the worker of a ready task: where it can begin first, counting the time to fetch the inputs that are not
/// there and the time until a thread is free. Equal workers: the one with less to do, then the lower slot.
///
/// Only workers that hold inputs, and the one that is free first, can be the best, so a task that may run
/// anywhere costs as much as its inputs and their holders are many; one with wishes of its own is compared on
/// all workers.
public final class Placement {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /// An input with more holders than this is nearly everywhere: it speaks for no worker.
    private static final int HOLDERS_MAX = 32;

    private final PlacementSettings settings;
    private final TaskTable tasks;
    private final WorkerRoster roster;
    /// Scratch: bytes of the task's inputs by worker slot; those of [#touched] may be more than 0.
    private long[] heldBytes = {};
    /// Scratch: slots of workers that hold inputs.
    private int[] touched = {};
    private int touchedCount;
    private long inputBytes;
    /// Scratch: the same, with inputs that are nearly everywhere.
    private long allBytes;
    /// Scratch: whether inputs may be too large for a worker. Those of stages come in batches that share
    /// dictionaries, and their sizes say more than they take.
    private boolean isJudged;

    public Placement(PlacementSettings settings, TaskTable tasks, WorkerRoster roster) {
        this.settings = settings;
        this.tasks = tasks;
        this.roster = roster;
    }

    /// The best worker with room, null where none has any.
    public @Nullable WorkerEntry choose(int task, Requirement requirement) {
        int first = roster.room().first(requirement.isProducer());
        if (first == TaskTable.NONE) {
            return null;
        }
        weighInputs(task);
        if (!requirement.isAnywhere() || allBytes > roster.smallestHeldBytesMax()) {
            WorkerEntry named = chooseAmongAll(requirement, true);
            return named != null || requirement.isStrict() ? named : chooseAmongAll(requirement, false);
        }
        WorkerEntry best = roster.at(first);
        for (int i = 0; i < touchedCount; i++) {
            WorkerEntry worker = roster.at(touched[i]);
            if (roster.room().hasRoom(worker, requirement.isProducer())) {
                best = better(worker, best);
            }
        }
        return best;
    }

    private @Nullable WorkerEntry chooseAmongAll(Requirement requirement, boolean isNamed) {
        WorkerEntry best = null;
        for (int slot = 0; slot < roster.slots(); slot++) {
            WorkerEntry worker = roster.peek(slot);
            if (worker != null
                    && requirement.isNamed(worker) == isNamed
                    && roster.room().hasRoom(worker, requirement.isProducer())
                    && requirement.admits(worker)
                    && requirement.fits(worker)
                    && worker.mayHold(allBytes)) {
                best = best == null ? worker : better(worker, best);
            }
        }
        return best;
    }

    /// What the worker may hold that may hold most of those a task might run on, where its inputs take more; else
    /// `Long.MAX_VALUE`.
    public long exceededHeldBytesMax(int task, Requirement requirement) {
        weighInputs(task);
        long largest = -1;
        for (WorkerEntry worker : roster.all()) {
            if (requirement.admits(worker)) {
                largest = Math.max(largest, worker.heldBytesMax());
            }
        }
        return largest < 0 || allBytes <= largest ? Long.MAX_VALUE : largest;
    }

    /// The worker that is soonest empty, for a task that is to run alone; null where every worker that it may run
    /// on is closed, or kept for another such task.
    ///
    /// @param actors how many a worker has: one without any comes first
    public @Nullable WorkerEntry chooseLone(Requirement requirement, ToIntFunction<WorkerEntry> actors) {
        WorkerEntry best = null;
        int fewest = 0;
        for (int slot = 0; slot < roster.slots(); slot++) {
            WorkerEntry worker = roster.peek(slot);
            if (worker == null || !worker.isOpen() || !requirement.admits(worker)) {
                continue;
            }
            int count = actors.applyAsInt(worker);
            boolean isBetter = best == null || (count == fewest ? worker.load() < best.load() : count < fewest);
            if (isBetter) {
                best = worker;
                fewest = count;
            }
        }
        return best;
    }

    /// Of the workers with room, one that has least of something, and the least to do; null where none has room.
    public @Nullable WorkerEntry chooseLeast(Requirement requirement, ToIntFunction<WorkerEntry> amount) {
        WorkerEntry best = null;
        for (WorkerEntry worker : roster.all()) {
            boolean mayHave = roster.room().hasRoom(worker, requirement.isProducer())
                    && requirement.admits(worker)
                    && requirement.fits(worker);
            if (mayHave && (best == null || isLess(worker, best, requirement, amount))) {
                best = worker;
            }
        }
        return best;
    }

    private static boolean isLess(
            WorkerEntry worker, WorkerEntry other, Requirement requirement, ToIntFunction<WorkerEntry> amount) {
        if (requirement.isNamed(worker) != requirement.isNamed(other)) {
            return requirement.isNamed(worker);
        }
        int difference = amount.applyAsInt(worker) - amount.applyAsInt(other);
        return difference == 0 ? RoomIndex.isLessBusy(worker, other) : difference < 0;
    }

    /// A worker, and the time until a task could begin there, its inputs fetched.
    public record Choice(WorkerEntry worker, long costNanos) {}

    /// The idle worker where a task could begin first, null where there is none.
    ///
    /// @param isAllowed says of the slot of an idle worker whether it may be the one
    public @Nullable Choice soonestIdle(int task, Requirement requirement, IntPredicate isAllowed) {
        weighInputs(task);
        BitSet idle = roster.room().idle();
        WorkerEntry best = null;
        for (int slot = idle.nextSetBit(0); slot >= 0; slot = idle.nextSetBit(slot + 1)) {
            WorkerEntry worker = roster.at(slot);
            if (isAllowed.test(slot)
                    && requirement.admits(worker)
                    && requirement.fits(worker)
                    && worker.mayHold(allBytes)) {
                best = best == null ? worker : better(worker, best);
            }
        }
        return best == null ? null : new Choice(best, costNanos(best));
    }

    private void weighInputs(int task) {
        for (int i = 0; i < touchedCount; i++) {
            heldBytes[touched[i]] = 0;
        }
        touchedCount = 0;
        if (heldBytes.length < roster.slots()) {
            heldBytes = Arrays.copyOf(heldBytes, roster.slots());
            touched = new int[roster.slots()];
        }
        inputBytes = 0;
        allBytes = 0;
        TaskGroup group = tasks.group(task);
        isJudged = group instanceof BatchGroup;
        for (int list = 0; list < group.inputLists(); list++) {
            // Parts come from everywhere to wherever the task is, and what is only measured does not come at all.
            if (group.isFetched(list)) {
                group.visitInput(tasks.partition(task), list, this::weigh);
            }
        }
    }

    private void weigh(TaskGroup upstream, int from, int to) {
        for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
            allBytes += isJudged ? tasks.sizeBytes(input) : 0;
            int[] others = tasks.moreHolders(input);
            if (others.length >= HOLDERS_MAX) {
                continue;
            }
            long bytes = tasks.sizeBytes(input);
            inputBytes += bytes;
            if (tasks.firstHolder(input) != TaskTable.NONE) {
                addHeld(tasks.firstHolder(input), bytes);
            }
            for (int holder : others) {
                addHeld(holder, bytes);
            }
        }
    }

    private void addHeld(int slot, long bytes) {
        if (heldBytes[slot] == 0 && bytes > 0) {
            touched[touchedCount++] = slot;
        }
        heldBytes[slot] += bytes;
    }

    private WorkerEntry better(WorkerEntry worker, WorkerEntry other) {
        long cost = costNanos(worker);
        long otherCost = costNanos(other);
        boolean isBetter = cost != otherCost ? cost < otherCost : RoomIndex.isLessBusy(worker, other);
        return isBetter ? worker : other;
    }

    private long costNanos(WorkerEntry worker) {
        long missingBytes = inputBytes - heldBytes[worker.slot()];
        double transferNanos = (double) missingBytes / settings.transferBytesPerSecond() * NANOS_PER_SECOND;
        return (long) transferNanos + worker.waitNanos();
    }
}
