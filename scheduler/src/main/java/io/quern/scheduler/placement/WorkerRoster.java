package io.quern.scheduler.placement;

import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.scheduler.settings.PlacementSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The registered workers, by slot. A new worker gets the lowest free slot.
public final class WorkerRoster {
    private final List<@Nullable WorkerEntry> bySlot = new ArrayList<>();
    /// For look-ups only: its order reaches no decision.
    private final Map<WorkerId, WorkerEntry> byId = new HashMap<>();

    private final RoomIndex room;
    private long removals;
    private long smallestHeldBytesMax = Long.MAX_VALUE;

    public WorkerRoster(PlacementSettings settings) {
        room = new RoomIndex(settings);
    }

    /// Who has room for one more task.
    public RoomIndex room() {
        return room;
    }

    public WorkerEntry add(WorkerId id, RegisterWorker registration, long atNanos) {
        int slot = bySlot.indexOf(null);
        if (slot < 0) {
            slot = bySlot.size();
            bySlot.add(null);
        }
        WorkerEntry worker = new WorkerEntry(id, slot, registration, room, atNanos);
        bySlot.set(slot, worker);
        byId.put(id, worker);
        smallestHeldBytesMax = Math.min(smallestHeldBytesMax, worker.heldBytesMax());
        room.update(worker);
        return worker;
    }

    public void remove(WorkerEntry worker) {
        removals++;
        room.remove(worker);
        bySlot.set(worker.slot(), null);
        byId.remove(worker.id());
        smallestHeldBytesMax = Long.MAX_VALUE;
        for (WorkerEntry left : all()) {
            smallestHeldBytesMax = Math.min(smallestHeldBytesMax, left.heldBytesMax());
        }
    }

    /// Of the worker that may hold least.
    public long smallestHeldBytesMax() {
        return smallestHeldBytesMax;
    }

    /// Workers that have been removed so far.
    public long removals() {
        return removals;
    }

    public @Nullable WorkerEntry find(WorkerId id) {
        return byId.get(id);
    }

    /// The worker in a slot that is taken.
    public WorkerEntry at(int slot) {
        return Objects.requireNonNull(bySlot.get(slot), "slot");
    }

    /// The worker in a slot, null where it is free.
    public @Nullable WorkerEntry peek(int slot) {
        return bySlot.get(slot);
    }

    /// One past the highest slot.
    public int slots() {
        return bySlot.size();
    }

    public int size() {
        return byId.size();
    }

    /// The workers in the order of their slots.
    public List<WorkerEntry> all() {
        List<WorkerEntry> workers = new ArrayList<>(byId.size());
        for (WorkerEntry worker : bySlot) {
            if (worker != null) {
                workers.add(worker);
            }
        }
        return workers;
    }
}
