package io.quern.scheduler.placement;

import io.quern.scheduler.settings.PlacementSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The workers that have room for one more task, the one that gets to it first in front. So the choice among a thousand
/// workers costs little more than that among ten.
///
/// A worker has room for the tasks that it runs, and for a few more, whose inputs it fetches meanwhile; beyond those
/// only for what it will have got through soon. So short tasks need not wait for the scheduler's answer, and long ones
/// wait where any worker that is free can still be given them. One that is short of memory has room for one.
public final class RoomIndex {
    private final PlacementSettings settings;
    private final List<@Nullable WorkerEntry> bySlot = new ArrayList<>();
    private final IdHeap all = new IdHeap(this::isBefore, new IdHeap.Places());
    private final IdHeap forProducers = new IdHeap(this::isBefore, new IdHeap.Places());
    private final BitSet idle = new BitSet();
    private final BitSet crowded = new BitSet();

    RoomIndex(PlacementSettings settings) {
        this.settings = settings;
    }

    /// Takes notice of what has changed of a worker.
    void update(WorkerEntry worker) {
        while (bySlot.size() <= worker.slot()) {
            bySlot.add(null);
        }
        bySlot.set(worker.slot(), worker);
        update(all, worker.slot(), hasRoom(worker, false));
        update(forProducers, worker.slot(), hasRoom(worker, true));
        idle.set(worker.slot(), worker.isOpen() && worker.load() < worker.threads() && hasRoom(worker, false));
        crowded.set(worker.slot(), worker.load() > worker.threads());
    }

    private static void update(IdHeap heap, int slot, boolean hasRoom) {
        boolean isThere = heap.contains(slot);
        if (isThere && hasRoom) {
            heap.moved(slot);
        } else if (isThere) {
            heap.remove(slot);
        } else if (hasRoom) {
            heap.add(slot);
        }
    }

    void remove(WorkerEntry worker) {
        update(all, worker.slot(), false);
        update(forProducers, worker.slot(), false);
        idle.clear(worker.slot());
        crowded.clear(worker.slot());
        bySlot.set(worker.slot(), null);
    }

    /// Whether a worker may be given one more task of that kind.
    boolean hasRoom(WorkerEntry worker, boolean isProducer) {
        if (!worker.isOpen()) {
            return false;
        }
        long load = worker.load();
        if (worker.isShortOfMemory() && load > 0) {
            // What it has may free memory; one more task would wait there, and might run elsewhere.
            return false;
        }
        boolean isShort = load < (long) settings.assignedPerThread() * worker.threads();
        boolean isSoonDone = load < (long) settings.shortAssignedPerThread() * worker.threads()
                && worker.expectedNanos() < settings.ahead().toNanos() * worker.threads();
        return (isShort || isSoonDone) && (!isProducer || worker.assignedProducers() < producersMax(worker));
    }

    private long producersMax(WorkerEntry worker) {
        return (long) Math.ceil(settings.saturation() * worker.threads());
    }

    /// Whether the workers stand in the order that their counts say: for checks.
    public boolean isOrdered() {
        return all.isOrdered() && forProducers.isOrdered();
    }

    /// Whether what is noted of a worker is what is true of it: for checks.
    public boolean isUpToDate(WorkerEntry worker) {
        int slot = worker.slot();
        return bySlot.get(slot) == worker
                && all.contains(slot) == hasRoom(worker, false)
                && forProducers.contains(slot) == hasRoom(worker, true)
                && idle.get(slot) == (worker.isOpen() && worker.load() < worker.threads())
                && crowded.get(slot) == (worker.load() > worker.threads());
    }

    /// Slot of the worker that gets to one more task first, [TaskTable#NONE] where none has room.
    int first(boolean isProducer) {
        return isProducer ? forProducers.first() : all.first();
    }

    /// Whether any worker has room for anything.
    public boolean isEmpty() {
        return all.size() == 0;
    }

    /// Slots of the workers that may be given tasks and have a thread for one more; owned, not copied.
    public BitSet idle() {
        return idle;
    }

    /// Slots of the workers that have more runs than threads; owned, not copied.
    public BitSet crowded() {
        return crowded;
    }

    private boolean isBefore(int slot, int other) {
        return isSooner(Objects.requireNonNull(bySlot.get(slot)), Objects.requireNonNull(bySlot.get(other)));
    }

    /// Whether a worker gets to one more task before another: by time, then by load, then the lower slot.
    static boolean isSooner(WorkerEntry worker, WorkerEntry other) {
        long wait = worker.waitNanos();
        long otherWait = other.waitNanos();
        return wait != otherWait ? wait < otherWait : isLessBusy(worker, other);
    }

    static boolean isLessBusy(WorkerEntry worker, WorkerEntry other) {
        long load = (long) worker.load() * other.threads();
        long otherLoad = (long) other.load() * worker.threads();
        return load != otherLoad ? load < otherLoad : worker.slot() < other.slot();
    }
}
