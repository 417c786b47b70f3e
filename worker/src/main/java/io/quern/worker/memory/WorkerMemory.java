package io.quern.worker.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.worker.memory.decision.MemoryEvent;
import io.quern.worker.memory.decision.MemoryEvent.HeapMeasured;
import io.quern.worker.memory.decision.MemoryEvent.InputsWanted;
import io.quern.worker.memory.decision.MemoryEvent.ReservedChanged;
import io.quern.worker.memory.decision.MemoryEvent.RoomWanted;
import io.quern.worker.memory.decision.MemoryInstruction;
import io.quern.worker.memory.decision.MemoryInstruction.SetIntake;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.memory.decision.MemoryMachine;
import io.quern.worker.spill.SpillFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one owner of a worker's memory: [MemoryMachine] under a lock, which all threads of the worker tell what they
/// do. What it decides is carried out outside the lock, by whoever told.
public final class WorkerMemory {
    private static final Logger log = LoggerFactory.getLogger(WorkerMemory.class);

    private final SpillFolders folders;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final MemoryMachine machine;

    /// How often something came about that somebody may wait for.
    @GuardedBy("lock")
    private long changes;

    @GuardedBy("lock")
    private final RunShares shares;

    /// Of the heap, once it has been collected; for one thread at a time.
    private final LongSupplier usedAfterCollection;

    /// Held while the heap is collected, never together with a wait.
    private final ReentrantLock measuring = new ReentrantLock();

    /// How often that was.
    private final AtomicLong measurements = new AtomicLong();

    @GuardedBy("lock")
    private long usedWhenMeasured;

    /// What was reserved, and what results had in memory.
    @GuardedBy("lock")
    private long knownWhenMeasured;

    /// Written once, before anything is told.
    private volatile MemoryActions actions = MemoryActions.NONE;

    /// Written under the lock, as is the next.
    private volatile boolean isPaused;

    private volatile boolean isPressing;

    /// @param usedAfterCollection collects what nobody uses, and says what of the heap is in use then, in bytes. It may
    ///     take long, and is asked only before a run would fail for want of memory
    public WorkerMemory(MemoryLimits limits, int slots, SpillFolders folders, LongSupplier usedAfterCollection) {
        this.machine = new MemoryMachine(limits);
        this.shares = new RunShares(slots);
        this.folders = folders;
        this.usedAfterCollection = usedAfterCollection;
    }

    /// Says who carries decisions out.
    public void carriedOutBy(MemoryActions doer) {
        actions = doer;
    }

    /// Tells the machine, and has what it decides carried out. Whoever tells holds no lock: the event loop may have
    /// to take what follows.
    public void tell(MemoryEvent event) {
        carryOut(note(event));
    }

    /// Tells the machine, under a lock of the caller's that keeps events in their order.
    ///
    /// @return for [#carryOut], once that lock is free
    public List<MemoryInstruction> note(MemoryEvent event) {
        lock.lock();
        try {
            return handle(event);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private List<MemoryInstruction> handle(MemoryEvent event) {
        String problemBefore = machine.spillProblem();
        List<MemoryInstruction> instructions = machine.handle(event);
        for (MemoryInstruction instruction : instructions) {
            if (instruction instanceof SetIntake intake) {
                isPaused = intake.isPaused();
            }
        }
        switch (event) {
            case MemoryEvent.ResultSpilled _,
                    MemoryEvent.SpillFailed _,
                    MemoryEvent.ResultDropped _,
                    MemoryEvent.FetchEnded _ -> signalChange();
            case MemoryEvent.RunRested rested -> {
                shares.rest(rested.run(), rested.isResting());
                signalChange();
            }
            default -> {
                if (!instructions.isEmpty()) {
                    signalChange();
                }
            }
        }
        isPressing = machine.liveBytes() >= machine.limits().spillHarderAtBytes();
        logProblem(problemBefore, machine.spillProblem());
        return instructions;
    }

    @GuardedBy("lock")
    private void signalChange() {
        changes++;
        changed.signalAll();
    }

    private static void logProblem(String before, String now) {
        if (before.isEmpty() && !now.isEmpty()) {
            log.warn("results stay in memory: {}", now);
        } else if (!before.isEmpty() && now.isEmpty()) {
            log.info("results can be spilled again");
        }
    }

    /// See [#note].
    public void carryOut(List<MemoryInstruction> instructions) {
        actions.carryOut(instructions);
    }

    /// The memory of a run that begins; [RunMemory#close] ends it.
    public RunMemory begin(RunId run, String stageName) {
        RunMemory memory = new RunMemory(this, folders, run, stageName);
        lock.lock();
        try {
            shares.begin(memory);
        } finally {
            lock.unlock();
        }
        return memory;
    }

    void end(RunMemory memory) {
        List<MemoryInstruction> instructions;
        lock.lock();
        try {
            shares.end(memory);
            long left = memory.giveAllBack();
            instructions = left == 0 ? List.of() : handle(new ReservedChanged(-left));
            signalChange();
        } finally {
            lock.unlock();
        }
        carryOut(instructions);
    }

    boolean tryReserve(RunMemory memory, String operator, long bytes) {
        List<MemoryInstruction> instructions;
        boolean isGranted;
        lock.lock();
        try {
            isGranted = isFree(memory, bytes);
            instructions = isGranted ? grant(memory, operator, bytes) : handle(wanted(bytes));
        } finally {
            lock.unlock();
        }
        carryOut(instructions);
        return isGranted;
    }

    @GuardedBy("lock")
    private RoomWanted wanted(long bytes) {
        return new RoomWanted(Math.min(bytes, machine.limits().spillAtBytes()));
    }

    @GuardedBy("lock")
    private boolean isFree(RunMemory memory, long bytes) {
        return shares.isFree(memory, bytes, machine.limits().pauseAtBytes(), machine.liveBytes());
    }

    /// Waits in line ([RunShares]); whoever nothing can be given back to asks as all do.
    void admit(RunMemory memory, String operator, long bytes) {
        lineUp(memory, true);
        try {
            boolean isGranted = false;
            boolean isLast = false;
            while (!isGranted && !isLast) {
                List<MemoryInstruction> instructions = List.of();
                lock.lock();
                try {
                    boolean isFirst = shares.isFirst(memory);
                    isGranted = isFirst && isFree(memory, bytes);
                    isLast = isFirst && !isGranted && !shares.mayGetBack(memory);
                    if (isGranted) {
                        instructions = grant(memory, operator, bytes);
                    } else if (isFirst && !isLast) {
                        instructions = handle(wanted(bytes));
                    }
                    if (!isGranted && !isLast && instructions.isEmpty()) {
                        awaitChange(memory);
                    }
                } finally {
                    lock.unlock();
                }
                carryOut(instructions);
            }
            if (isLast) {
                reserve(memory, operator, bytes);
            }
        } finally {
            lineUp(memory, false);
        }
    }

    private void lineUp(RunMemory memory, boolean isInLine) {
        lock.lock();
        try {
            shares.lineUp(memory, isInLine);
            signalChange();
        } finally {
            lock.unlock();
        }
    }

    void reserve(RunMemory memory, String operator, long bytes) {
        boolean isGranted = false;
        while (!isGranted) {
            List<MemoryInstruction> instructions;
            boolean isHopeless = false;
            lock.lock();
            try {
                isGranted = bytes <= machine.limits().reserveMaxBytes() - machine.liveBytes();
                instructions = isGranted ? grant(memory, operator, bytes) : handle(wanted(bytes));
                if (!isGranted && instructions.isEmpty()) {
                    isHopeless = !machine.canMakeRoom();
                    if (!isHopeless) {
                        awaitChange(memory);
                    }
                }
            } finally {
                lock.unlock();
            }
            carryOut(instructions);
            if (isHopeless) {
                isGranted = tryReserveMeasured(memory, operator, bytes);
            }
        }
    }

    @GuardedBy("lock")
    private List<MemoryInstruction> grant(RunMemory memory, String operator, long bytes) {
        memory.add(operator, bytes);
        return handle(new ReservedChanged(bytes));
    }

    @GuardedBy("lock")
    private void awaitChange(RunMemory memory) {
        long seen = changes;
        try {
            while (changes == seen) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            throw cancelled(memory, interrupted);
        }
    }

    /// The last way before a run fails. What is counted may be more than is in use: what was reserved is not all
    /// allocated yet, and the rest is as it was when old objects were last looked at. So the heap is collected and
    /// measured, once for all who wait for that, and what is in use then decides, with what was granted since.
    ///
    /// @return false where results that are being written or fetched can make room after all
    private boolean tryReserveMeasured(RunMemory memory, String operator, long bytes) {
        long seen = measurements.get();
        List<MemoryInstruction> instructions = new ArrayList<>();
        boolean isGranted;
        String refusal;
        lockForMeasurement(memory);
        try {
            long collected = seen == measurements.get() ? usedAfterCollection.getAsLong() : -1;
            lock.lock();
            try {
                if (collected >= 0) {
                    measurements.incrementAndGet();
                    usedWhenMeasured = collected;
                    knownWhenMeasured = knownBytes();
                    instructions.addAll(handle(measured(collected)));
                }
                long used = usedWhenMeasured + Math.max(0, knownBytes() - knownWhenMeasured) + machine.fetchingBytes();
                isGranted = bytes <= machine.limits().reserveMaxBytes() - used;
                if (isGranted) {
                    instructions.addAll(grant(memory, operator, bytes));
                }
                refusal = isGranted || machine.canMakeRoom()
                        ? ""
                        : MemoryRefusal.text(
                                memory, operator, bytes, used, shares.holders(machine.fetchingBytes()), machine);
            } finally {
                lock.unlock();
            }
        } finally {
            measuring.unlock();
        }
        carryOut(instructions);
        if (!refusal.isEmpty()) {
            throw new QuernException(ErrorCode.RESOURCES, refusal);
        }
        return isGranted;
    }

    private void lockForMeasurement(RunMemory memory) {
        try {
            measuring.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            throw cancelled(memory, interrupted);
        }
    }

    private static CancellationException cancelled(RunMemory memory, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        CancellationException cancelled =
                new CancellationException("run " + memory.run() + " was interrupted while room was made for it");
        cancelled.initCause(interrupted);
        return cancelled;
    }

    /// What of the heap in use is accounted for. Not what is being fetched, of which hardly anything is there: it is
    /// counted on top.
    @GuardedBy("lock")
    private long knownBytes() {
        return machine.reservedBytes() + machine.inMemoryBytes();
    }

    void release(RunMemory memory, String operator, long bytes) {
        List<MemoryInstruction> instructions;
        lock.lock();
        try {
            memory.remove(operator, bytes);
            instructions = handle(new ReservedChanged(-bytes));
            signalChange();
        } finally {
            lock.unlock();
        }
        carryOut(instructions);
    }

    long reservedBytes(RunMemory memory) {
        lock.lock();
        try {
            return memory.reserved;
        } finally {
            lock.unlock();
        }
    }

    /// Waits, before a run begins, while memory presses and results are on their way to the disk: whoever makes
    /// results faster than the disk takes them would fill the heap. It waits for the disk alone, which waits for
    /// no run.
    public void awaitSpills() throws InterruptedException {
        if (!isPressing) {
            return;
        }
        lock.lock();
        try {
            while (machine.liveBytes() >= machine.limits().spillHarderAtBytes() && machine.canSpill()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until a run may bring inputs into memory that are on the disk. Followed by
    /// [MemoryEvent.InputsLoaded] and [MemoryEvent.RunEnded].
    ///
    /// @param bytes that they take in memory
    public void awaitInputs(RunId run, long bytes) throws InterruptedException {
        tell(new InputsWanted(run, bytes));
        lock.lock();
        try {
            while (!machine.isAdmitted(run)) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What is sent to peers takes so much more, or less. It is counted and not refused: how many are sent at a
    /// time is limited, and a peer that waits for it has memory of its own reserved.
    public void sending(long changeBytes) {
        transfer(changeBytes, 0);
    }

    /// The same of what has come from peers and is not decoded yet. What it becomes has been admitted or reserved,
    /// which limits how many come at a time; a peer sends no more of one than its credit.
    public void receiving(long changeBytes) {
        transfer(0, changeBytes);
    }

    private void transfer(long sendingChangeBytes, long receivingChangeBytes) {
        long changeBytes = sendingChangeBytes + receivingChangeBytes;
        List<MemoryInstruction> instructions;
        lock.lock();
        try {
            shares.transfer(sendingChangeBytes, receivingChangeBytes);
            instructions = handle(new ReservedChanged(changeBytes));
            if (changeBytes < 0) {
                signalChange();
            }
        } finally {
            lock.unlock();
        }
        carryOut(instructions);
    }

    /// What was in use after a collection, everything included.
    void heapMeasured(long usedBytes) {
        List<MemoryInstruction> instructions;
        lock.lock();
        try {
            instructions = handle(measured(usedBytes));
        } finally {
            lock.unlock();
        }
        carryOut(instructions);
    }

    @GuardedBy("lock")
    private HeapMeasured measured(long usedBytes) {
        return new HeapMeasured(Math.max(0, usedBytes - knownBytes()));
    }

    /// Whether work is to be begun only when nothing else runs.
    public boolean isPaused() {
        return isPaused;
    }

    public MemoryState figures() {
        lock.lock();
        try {
            return new MemoryState(
                    machine.limits().heapBytes(),
                    machine.liveBytes(),
                    machine.reservedBytes() + machine.fetchingBytes(),
                    machine.inMemoryBytes(),
                    machine.onDiskBytes(),
                    folders.usedBytes(),
                    machine.isPaused(),
                    machine.spillProblem(),
                    shares.largest(machine.fetchingBytes()));
        } finally {
            lock.unlock();
        }
    }
}
