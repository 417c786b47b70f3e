package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;
import io.quern.worker.memory.decision.MemoryEvent.DiskTried;
import io.quern.worker.memory.decision.MemoryEvent.FetchEnded;
import io.quern.worker.memory.decision.MemoryEvent.FetchWanted;
import io.quern.worker.memory.decision.MemoryEvent.HeapMeasured;
import io.quern.worker.memory.decision.MemoryEvent.InputsLoaded;
import io.quern.worker.memory.decision.MemoryEvent.InputsWanted;
import io.quern.worker.memory.decision.MemoryEvent.ReservedChanged;
import io.quern.worker.memory.decision.MemoryEvent.ResultDropped;
import io.quern.worker.memory.decision.MemoryEvent.ResultKept;
import io.quern.worker.memory.decision.MemoryEvent.ResultLoaded;
import io.quern.worker.memory.decision.MemoryEvent.ResultPinned;
import io.quern.worker.memory.decision.MemoryEvent.ResultSpilled;
import io.quern.worker.memory.decision.MemoryEvent.ResultUnpinned;
import io.quern.worker.memory.decision.MemoryEvent.RoomWanted;
import io.quern.worker.memory.decision.MemoryEvent.RunEnded;
import io.quern.worker.memory.decision.MemoryEvent.RunRested;
import io.quern.worker.memory.decision.MemoryEvent.SpillFailed;
import io.quern.worker.memory.decision.MemoryEvent.TimePassed;
import io.quern.worker.memory.decision.MemoryInstruction.AdmitInputs;
import io.quern.worker.memory.decision.MemoryInstruction.BeginFetch;
import io.quern.worker.memory.decision.MemoryInstruction.SetIntake;
import io.quern.worker.memory.decision.MemoryInstruction.SpillResult;
import io.quern.worker.memory.decision.MemoryInstruction.TryDisk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The state machine of a worker's memory: events in, instructions out.
///
/// **Live bytes** of the heap are what runs have reserved, results in memory, inputs that are being brought there
/// from the disk or from peers, and what else was in use after the last collection that looked at old objects.
/// Results are spilled while live bytes are at [MemoryLimits#spillAtBytes] or above: those unused for longest first,
/// never an actor, nor one that a run which has begun reads, since letting go of it would free nothing.
///
/// **Nothing waits for ever.** Reservations are granted or refused by the owner of this machine, never queued. The
/// inputs of one run are always admitted, whatever is live, once no other run has inputs that were admitted. One
/// result of a peer is always fetched, once no other is: it waits for no run here, and a peer that is silent is given
/// up. And whoever begins runs begins one, although paused, when nothing else runs. Each of these ends, with a result
/// or an error, and so the next one comes.
public final class MemoryMachine {
    private final MemoryLimits limits;
    private final Map<RunId, HeldEntry> held = new LinkedHashMap<>();

    /// Results that may be spilled and are large enough, those unused for longest first.
    private final Map<RunId, HeldEntry> candidates = new LinkedHashMap<>();

    /// The same for those that are on the disk as well: to let go of them writes nothing.
    private final Map<RunId, HeldEntry> written = new LinkedHashMap<>();

    /// Being written, by their sizes; some may have been dropped since.
    private final TreeMap<RunId, Long> spilling = new TreeMap<>();

    /// Of runs that bring inputs from the disk into memory.
    private final LoadAdmission inputs = new LoadAdmission();

    /// Of results that come from peers; nothing of these rests.
    private final LoadAdmission fetches = new LoadAdmission();

    private long inMemoryBytes;
    private long onDiskBytes;
    private long spillingBytes;
    private long reservedBytes;
    private long otherBytes;
    private long directBytes;
    private long wantedBytes;
    private boolean isPaused;
    private String spillProblem = "";
    private long retryAtNanos;
    private boolean isRetryDue;
    private boolean isTrying;

    private List<MemoryInstruction> instructions = new ArrayList<>();

    public MemoryMachine(MemoryLimits limits) {
        this.limits = limits;
    }

    /// Takes one event.
    ///
    /// @return what to do, in this order
    public List<MemoryInstruction> handle(MemoryEvent event) {
        switch (event) {
            case ResultKept kept -> keep(kept);
            case ResultDropped dropped -> drop(dropped.result());
            case ResultPinned pinned -> pin(pinned.result(), 1);
            case ResultUnpinned unpinned -> pin(unpinned.result(), -1);
            case ResultLoaded loaded -> load(loaded.result());
            case ResultSpilled spilled -> spilled(spilled.result());
            case SpillFailed failed -> spillFailed(failed);
            case DiskTried tried -> tried(tried);
            case InputsWanted wanted -> inputs.want(wanted.run(), wanted.bytes());
            case InputsLoaded loaded -> inputs.loaded(loaded.run());
            case RunRested rested -> inputs.rest(rested.run(), rested.isResting());
            case RunEnded ended -> inputs.end(ended.run());
            case FetchWanted wanted -> fetches.want(wanted.result(), limits.takenBytes(wanted.bytes()));
            case FetchEnded ended -> fetches.end(ended.result());
            case ReservedChanged changed -> reservedBytes += changed.bytes();
            case RoomWanted wanted -> wantedBytes = Math.max(wantedBytes, wanted.bytes());
            case HeapMeasured measured -> otherBytes = measured.otherBytes();
            case TimePassed passed -> passTime(passed);
        }
        admit();
        spill();
        tryDisk();
        setIntake();
        return takeInstructions();
    }

    private List<MemoryInstruction> takeInstructions() {
        if (instructions.isEmpty()) {
            return List.of();
        }
        List<MemoryInstruction> taken = instructions;
        instructions = new ArrayList<>();
        return taken;
    }

    private void keep(ResultKept kept) {
        drop(kept.result());
        fetches.loaded(kept.result());
        HeldEntry entry = new HeldEntry(kept.result(), limits.takenBytes(kept.bytes()), kept.isSpillable());
        held.put(kept.result(), entry);
        inMemoryBytes += entry.bytes;
        considerSpilling(entry);
    }

    private void drop(RunId result) {
        HeldEntry entry = held.remove(result);
        if (entry != null) {
            forget(entry);
            if (entry.isInMemory) {
                inMemoryBytes -= entry.bytes;
            } else {
                onDiskBytes -= entry.bytes;
            }
        }
    }

    private void pin(RunId result, int change) {
        HeldEntry entry = held.get(result);
        if (entry == null) {
            return;
        }
        entry.pins += change;
        forget(entry);
        considerSpilling(entry);
    }

    private void forget(HeldEntry entry) {
        candidates.remove(entry.result);
        written.remove(entry.result);
    }

    /// The entry becomes the one that was used last.
    private void considerSpilling(HeldEntry entry) {
        if (entry.mayBeSpilled() && entry.bytes >= MemoryLimits.SPILLED_BYTES_MIN) {
            (entry.isWritten ? written : candidates).put(entry.result, entry);
        }
    }

    private void load(RunId result) {
        HeldEntry entry = held.get(result);
        if (entry != null && !entry.isInMemory) {
            entry.isInMemory = true;
            onDiskBytes -= entry.bytes;
            inMemoryBytes += entry.bytes;
            considerSpilling(entry);
        }
    }

    private void spilled(RunId result) {
        HeldEntry entry = endSpilling(result);
        if (entry != null && !entry.isWritten) {
            spillProblem = "";
            entry.isWritten = true;
        }
        if (entry != null && entry.isInMemory) {
            entry.isInMemory = false;
            inMemoryBytes -= entry.bytes;
            onDiskBytes += entry.bytes;
        }
    }

    private void spillFailed(SpillFailed failed) {
        HeldEntry entry = endSpilling(failed.result());
        if (!failed.problem().isEmpty()) {
            noteProblem(failed.problem(), failed.nowNanos());
        }
        if (entry != null && !failed.problem().isEmpty()) {
            considerSpilling(entry);
        }
    }

    private void tried(DiskTried tried) {
        isTrying = false;
        if (tried.problem().isEmpty()) {
            spillProblem = "";
        } else {
            noteProblem(tried.problem(), tried.nowNanos());
        }
    }

    private void noteProblem(String problem, long nowNanos) {
        spillProblem = problem;
        retryAtNanos = nowNanos + limits.retryNanos();
        isRetryDue = false;
    }

    private @Nullable HeldEntry endSpilling(RunId result) {
        Long bytes = spilling.remove(result);
        if (bytes == null) {
            throw new IllegalStateException("the spill of " + result + " ended, but was not begun");
        }
        spillingBytes -= bytes;
        HeldEntry entry = held.get(result);
        if (entry == null) {
            return null;
        }
        if (!entry.isSpilling) {
            // Another one was kept in the place of that one in the meantime.
            considerSpilling(entry);
            return null;
        }
        entry.isSpilling = false;
        return entry;
    }

    private void passTime(TimePassed passed) {
        directBytes = passed.directBytes();
        isRetryDue = !spillProblem.isEmpty() && !isTrying && passed.nowNanos() >= retryAtNanos;
    }

    private void admit() {
        for (RunId next = next(inputs); next != null; next = next(inputs)) {
            instructions.add(new AdmitInputs(next));
        }
        for (RunId next = next(fetches); next != null; next = next(fetches)) {
            instructions.add(new BeginFetch(next));
        }
    }

    private @Nullable RunId next(LoadAdmission admission) {
        return admission.next(limits.pauseAtBytes() - liveBytes());
    }

    /// Goes on until enough is going, counting what is being written as gone.
    private void spill() {
        if (liveBytes() - spillingBytes + wantedBytes < limits.spillAtBytes() || isNothingToSpill()) {
            wantedBytes = 0;
        }
        while (liveBytes() - spillingBytes + wantedBytes >= limits.spillAtBytes()) {
            HeldEntry oldest = nextToSpill();
            if (oldest == null) {
                break;
            }
            forget(oldest);
            if (spilling.containsKey(oldest.result)) {
                // Another one, in whose place this one is, is still being written; this one comes after it.
                continue;
            }
            oldest.isSpilling = true;
            spilling.put(oldest.result, oldest.bytes);
            spillingBytes += oldest.bytes;
            isRetryDue &= oldest.isWritten;
            instructions.add(new SpillResult(oldest.result));
        }
    }

    /// Where nothing is to be spilled that would show whether the disk has room again.
    private void tryDisk() {
        if (isRetryDue && spilling.isEmpty()) {
            isRetryDue = false;
            isTrying = true;
            instructions.add(new TryDisk());
        }
    }

    private @Nullable HeldEntry nextToSpill() {
        if (!written.isEmpty() && spilling.size() < limits.spillsMax()) {
            return written.values().iterator().next();
        }
        return candidates.isEmpty() || spilling.size() >= spillsAllowed()
                ? null
                : candidates.values().iterator().next();
    }

    private boolean isNothingToSpill() {
        return candidates.isEmpty() && written.isEmpty() && spilling.isEmpty();
    }

    private int spillsAllowed() {
        if (!spillProblem.isEmpty()) {
            return isRetryDue ? 1 : 0;
        }
        boolean isHard = liveBytes() + wantedBytes >= limits.spillHarderAtBytes();
        return isHard ? limits.spillsMax() : 1;
    }

    private void setIntake() {
        boolean isFull = liveBytes() >= limits.pauseAtBytes() || directBytes >= limits.pauseDirectBytes();
        boolean hasRoom = liveBytes() < limits.spillHarderAtBytes() && directBytes < limits.resumeDirectBytes();
        if (isPaused ? hasRoom : isFull) {
            isPaused = !isPaused;
            instructions.add(new SetIntake(isPaused));
        }
    }

    /// Of the heap.
    public long liveBytes() {
        return reservedBytes + inMemoryBytes + otherBytes + inputs.loadingBytes() + fetches.loadingBytes();
    }

    /// Whether a reservation could succeed once what is being spilled, or can be, is gone. What is being fetched can be
    /// once it has come, and comes, or not, whatever runs do here.
    public boolean canMakeRoom() {
        return canSpill() || (fetches.loadingBytes() > 0 && spillProblem.isEmpty());
    }

    /// Whether something is being spilled, or can be.
    public boolean canSpill() {
        return !spilling.isEmpty() || !written.isEmpty() || (!candidates.isEmpty() && spillProblem.isEmpty());
    }

    /// Whether a run has what it wants of its inputs.
    public boolean isAdmitted(RunId run) {
        return inputs.isAdmitted(run);
    }

    public MemoryLimits limits() {
        return limits;
    }

    public long reservedBytes() {
        return reservedBytes;
    }

    /// Of results that are being fetched from peers.
    public long fetchingBytes() {
        return fetches.loadingBytes();
    }

    /// Of results that are in memory, those included that are being written.
    public long inMemoryBytes() {
        return inMemoryBytes;
    }

    /// Of results that are on the disk alone, as they would be in memory.
    public long onDiskBytes() {
        return onDiskBytes;
    }

    /// What was in use besides, after a collection.
    public long otherBytes() {
        return otherBytes;
    }

    public boolean isPaused() {
        return isPaused;
    }

    /// Why nothing can be spilled; empty where nothing is wrong.
    public String spillProblem() {
        return spillProblem;
    }

    /// Checks every invariant. Cost in proportion to what is held.
    ///
    /// @throws IllegalStateException if one is violated: it names it
    void check() {
        long inMemory = 0;
        long onDisk = 0;
        int mayBeSpilled = 0;
        for (HeldEntry entry : held.values()) {
            inMemory += entry.isInMemory ? entry.bytes : 0;
            onDisk += entry.isInMemory ? 0 : entry.bytes;
            require(entry.pins >= 0, "no result is let go more often than it is read", entry);
            require(!entry.isSpilling || spilling.containsKey(entry.result), "what is spilling is under way", entry);
            if (entry.mayBeSpilled() && entry.bytes >= MemoryLimits.SPILLED_BYTES_MIN) {
                mayBeSpilled++;
            }
            boolean isCandidate = candidates.containsKey(entry.result) || written.containsKey(entry.result);
            require(!isCandidate || entry.mayBeSpilled(), "a candidate may be spilled", entry);
            require(!candidates.containsKey(entry.result) || !entry.isWritten, "none is written twice", entry);
            require(!written.containsKey(entry.result) || entry.isWritten, "what is let go is on the disk", entry);
        }
        require(inMemory == inMemoryBytes && onDisk == onDiskBytes, "what is held is in memory or on disk", inMemory);
        require(candidates.size() + written.size() <= mayBeSpilled, "candidates are held", candidates);
        require(spilling.size() <= limits.spillsMax(), "no more is written at a time than may be", spilling);
        require(
                spillingBytes
                        == spilling.values().stream().mapToLong(Long::longValue).sum(),
                "spilling",
                spilling);
        inputs.check();
        fetches.check();
    }

    private static void require(boolean holds, String invariant, Object what) {
        if (!holds) {
            throw new IllegalStateException("violated: " + invariant + ": " + what);
        }
    }

    /// The whole state as text, the same for the same events.
    String describe() {
        return "live=" + liveBytes() + " reserved=" + reservedBytes + " inMemory=" + inMemoryBytes + " onDisk="
                + onDiskBytes + " other=" + otherBytes + " wanted=" + wantedBytes + " spilling=" + spilling + " paused="
                + isPaused + " problem=" + spillProblem + " trying=" + isTrying + " inputs=" + inputs + " fetches="
                + fetches + " held=" + held.values();
    }
}
