package io.quern.scheduler.placement;

import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.scheduler.graph.TaskTable;

/// A registered worker and what it has to do.
public final class WorkerEntry {
    private final WorkerId id;
    private final int slot;
    private final RegisterWorker registration;
    private final Holder holder;

    private int assigned;
    private int assignedProducers;
    private int blocked;
    private int loneTask = TaskTable.NONE;
    private boolean isSuspect;
    private long lastSpokeNanos;

    WorkerEntry(WorkerId id, int slot, RegisterWorker registration, long atNanos) {
        this.id = id;
        this.slot = slot;
        this.registration = registration;
        this.holder = new Holder(id, registration.dataAddress());
        this.lastSpokeNanos = atNanos;
    }

    public WorkerId id() {
        return id;
    }

    /// Small number by which arrays and bit sets know the worker; given out again after it is lost.
    public int slot() {
        return slot;
    }

    public String name() {
        return registration.name();
    }

    public int threads() {
        return registration.threads();
    }

    public Holder holder() {
        return holder;
    }

    /// Tasks in `processing` here.
    public int assigned() {
        return assigned;
    }

    public int assignedProducers() {
        return assignedProducers;
    }

    public void countAssigned(int change, boolean isProducer) {
        assigned += change;
        if (isProducer) {
            assignedProducers += change;
        }
    }

    /// Tasks among [#assigned] whose runs wait for others and use no thread.
    public int blocked() {
        return blocked;
    }

    public void countBlocked(int change) {
        blocked += change;
    }

    /// Tasks that have, or will have, a thread here.
    public int load() {
        return assigned - blocked;
    }

    /// The task for which this worker is kept free, or that runs alone on it; [TaskTable#NONE] where none does.
    public int loneTask() {
        return loneTask;
    }

    public void setLoneTask(int task) {
        loneTask = task;
    }

    /// Whether it has been silent for so long that it gets nothing new.
    public boolean isSuspect() {
        return isSuspect;
    }

    public void setSuspect(boolean isSuspect) {
        this.isSuspect = isSuspect;
    }

    public long lastSpokeNanos() {
        return lastSpokeNanos;
    }

    public void setLastSpokeNanos(long atNanos) {
        lastSpokeNanos = atNanos;
    }

    /// What people are told of it.
    ///
    /// @param results results that it holds
    /// @param resultBytes their sizes in memory, in sum
    public WorkerLine line(int results, long resultBytes) {
        return new WorkerLine(
                id,
                name(),
                registration.dataAddress(),
                threads(),
                registration.memoryBytes(),
                isSuspect ? "silent" : "running",
                assigned,
                results,
                resultBytes);
    }

    /// Whether it may be given tasks at all.
    public boolean isOpen() {
        return !isSuspect && loneTask == TaskTable.NONE;
    }

    @Override
    public String toString() {
        return registration.name() + " (" + id + ")";
    }
}
