package io.quern.scheduler.placement;

import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerMessage.LingeringRun;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.scheduler.graph.TaskTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A registered worker and what it has to do.
public final class WorkerEntry {
    private final WorkerId id;
    private final int slot;
    private final RegisterWorker registration;
    private final Holder holder;
    private final RoomIndex room;
    private final String host;
    /// What tasks have taken of its resources.
    private final Map<String, Long> takenResources = new TreeMap<>();

    private long takenMemoryBytes;
    private long expectedNanos;
    private int assigned;
    private int assignedProducers;
    private int blocked;
    private int loneTask = TaskTable.NONE;
    private int besidesLone;
    private WorkerStatus status = WorkerStatus.RUNNING;
    private List<LingeringRun> lingering = List.of();
    private MemoryState memory = MemoryState.UNTOLD;
    private boolean isSuspect;
    private long lastSpokeNanos;

    WorkerEntry(WorkerId id, int slot, RegisterWorker registration, RoomIndex room, long atNanos) {
        this.room = room;
        this.host = hostOf(registration.dataAddress());
        this.id = id;
        this.slot = slot;
        this.registration = registration;
        this.holder = new Holder(id, registration.dataAddress());
        this.lastSpokeNanos = atNanos;
    }

    /// Of `tcp://HOST:PORT`; an address of another form is its own host.
    private static String hostOf(String address) {
        int scheme = address.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + 3;
        int colon = address.lastIndexOf(':');
        String host = colon > from ? address.substring(from, colon) : address.substring(from);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
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

    public String host() {
        return host;
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

    /// Those of [#assigned] that create data, and are not blocked.
    public int assignedProducers() {
        return assignedProducers;
    }

    /// Takes room for one more task.
    ///
    /// @param runNanos time that its run is expected to take
    public void take(Requirement requirement, long runNanos) {
        count(1, requirement, runNanos);
    }

    /// Gives back what was taken for a task that is not blocked.
    public void giveBack(Requirement requirement, long runNanos) {
        count(-1, requirement, runNanos);
    }

    private void count(int sign, Requirement requirement, long runNanos) {
        assigned += sign;
        assignedProducers += requirement.isProducer() ? sign : 0;
        expectedNanos += sign * runNanos;
        takenMemoryBytes += sign * requirement.memoryBytes();
        requirement.resources().forEach((name, amount) -> {
            if (takenResources.merge(name, sign * amount, Long::sum) == 0) {
                takenResources.remove(name);
            }
        });
        room.update(this);
    }

    /// What its processes may use together.
    public long memoryBytes() {
        return registration.memoryBytes();
    }

    /// The most that one task's inputs, or one result, may have of that.
    public long heldBytesMax() {
        return registration.heldBytesMax();
    }

    /// Whether it has room for so much at all.
    public boolean mayHold(long bytes) {
        return bytes <= registration.heldBytesMax();
    }

    /// Memory that no task has asked for.
    long freeMemoryBytes() {
        return registration.memoryBytes() - takenMemoryBytes;
    }

    boolean hasInAll(Map<String, Long> amounts) {
        return amounts.entrySet().stream()
                .allMatch(wish -> registration.resources().getOrDefault(wish.getKey(), 0L) >= wish.getValue());
    }

    boolean hasFree(Map<String, Long> amounts) {
        return amounts.entrySet().stream()
                .allMatch(wish -> registration.resources().getOrDefault(wish.getKey(), 0L)
                                - takenResources.getOrDefault(wish.getKey(), 0L)
                        >= wish.getValue());
    }

    /// Whether tasks have taken more than it has.
    public boolean isOverCommitted() {
        return freeMemoryBytes() < 0
                || takenResources.entrySet().stream()
                        .anyMatch(taken ->
                                taken.getValue() > registration.resources().getOrDefault(taken.getKey(), 0L));
    }

    /// What tasks have taken of its resources.
    public Map<String, Long> takenResources() {
        return takenResources;
    }

    public long takenMemoryBytes() {
        return takenMemoryBytes;
    }

    /// Time that the runs which have, or will have, a thread here are expected to take in sum.
    public long expectedNanos() {
        return expectedNanos;
    }

    /// Expected time until a thread is free for one more task.
    public long waitNanos() {
        return load() < threads() ? 0 : expectedNanos / threads();
    }

    /// Tasks among [#assigned] whose runs wait for others and use no thread.
    public int blocked() {
        return blocked;
    }

    /// A run that it has waits for others.
    public void block(Requirement requirement, long runNanos) {
        blocked++;
        assignedProducers -= requirement.isProducer() ? 1 : 0;
        expectedNanos -= runNanos;
        room.update(this);
    }

    /// A run that has waited goes on.
    public void unblock(Requirement requirement, long runNanos) {
        blocked--;
        assignedProducers += requirement.isProducer() ? 1 : 0;
        expectedNanos += runNanos;
        room.update(this);
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
        room.update(this);
    }

    /// Cancelled runs that go on there, as it told last.
    public List<LingeringRun> lingering() {
        return lingering;
    }

    public void setLingering(List<LingeringRun> runs) {
        lingering = runs;
    }

    /// As it told last.
    public MemoryState memory() {
        return memory;
    }

    public void setMemory(MemoryState told) {
        memory = told;
        room.update(this);
    }

    /// The task begins alone here, but for runs that wait for others: those may have to go on before it ends.
    public void beginLoneTask(int task) {
        besidesLone = blocked;
        setLoneTask(task);
    }

    /// Runs that waited for others when the lone task began.
    public int besidesLone() {
        return besidesLone;
    }

    public WorkerStatus status() {
        return status;
    }

    public void setStatus(WorkerStatus changed) {
        status = changed;
        room.update(this);
    }

    /// Whether it has been silent for so long that it gets nothing new.
    public boolean isSuspect() {
        return isSuspect;
    }

    public void setSuspect(boolean isSuspect) {
        this.isSuspect = isSuspect;
        room.update(this);
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
                registration.heldBytesMax(),
                isSuspect ? "silent" : isShortOfMemory() ? "short of memory" : status.word(),
                assigned,
                results,
                resultBytes,
                memory);
    }

    /// Whether it has said that it begins work only when nothing else runs there.
    public boolean isShortOfMemory() {
        return memory.isPaused() && status == WorkerStatus.RUNNING;
    }

    /// Whether it may be given tasks at all.
    public boolean isOpen() {
        return !isSuspect && status == WorkerStatus.RUNNING && loneTask == TaskTable.NONE;
    }

    /// Whether calls of its actors may be given to it. They can go nowhere else: so a task that runs alone here
    /// does not hold them up, which may itself wait for one.
    public boolean isOpenForCalls() {
        return !isSuspect && status != WorkerStatus.PAUSED;
    }

    @Override
    public String toString() {
        return registration.name() + " (" + id + ")";
    }
}
