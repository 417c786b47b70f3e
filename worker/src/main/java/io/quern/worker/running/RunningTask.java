package io.quern.worker.running;

import io.quern.core.current.TaskWait;
import io.quern.core.key.RunId;
import io.quern.core.message.Planning;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.runtime.Clock;
import io.quern.core.task.RunCounters;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskMemory;
import io.quern.worker.code.CodeUse;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import io.quern.worker.memory.RunMemory;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryEvent.InputsLoaded;
import io.quern.worker.memory.decision.MemoryEvent.RunEnded;
import io.quern.worker.memory.decision.MemoryEvent.RunRested;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run on its thread. The thread is the only one that uses the [TaskContext]; threads that it started may
/// wait for other tasks as well ([TaskWait]); the event loop cancels, answers and gives the slot back.
///
/// An interrupt reaches the thread only between [#begin] and [#end], so it never hits the next run of the same
/// thread.
final class RunningTask implements TaskContext, TaskWait {
    private final RunId run;
    private final DefineFunction stage;
    private final @Nullable Planning planning;
    private final CodeUse code;
    private final GivenInputs inputs;
    private final Consumer<ExecutionEvent> report;
    private final SlotUse slot;
    private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
    private final RunCounters counters;
    private final WorkerMemory workerMemory;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the lock.
    private @Nullable Thread thread;

    /// Made when it is first asked for. Guarded by the lock, as is the next.
    private @Nullable RunMemory memory;

    private boolean isOver;

    /// Of the run's thread.
    private boolean hasAskedForInputs;

    /// Written under the lock.
    private volatile boolean isCancelled;

    /// @param planning of a planner; null of any other
    /// @param code of its job
    /// @param inputs what the results of its inputs are
    RunningTask(
            RunId run,
            DefineFunction stage,
            @Nullable Planning planning,
            CodeUse code,
            GivenInputs inputs,
            Clock clock,
            SlotThreads slots,
            WorkerMemory workerMemory,
            Consumer<ExecutionEvent> report) {
        this.run = run;
        this.workerMemory = workerMemory;
        this.stage = stage;
        this.planning = planning;
        this.code = code;
        this.inputs = inputs;
        this.report = report;
        this.slot = new SlotUse(run, clock, slots, report);
        this.counters = new RunCounters(stage.name());
    }

    /// Binds the run to the calling thread.
    void begin() {
        lock.lock();
        try {
            thread = Thread.currentThread();
            if (isCancelled) {
                Thread.currentThread().interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Frees the calling thread, without any interrupt left over. Only the run's end is reported from then on.
    ///
    /// @return whether the run still had its slot
    boolean end() {
        boolean hasSlot = slot.end();
        lock.lock();
        try {
            thread = null;
            boolean _ = Thread.interrupted();
        } finally {
            lock.unlock();
        }
        return hasSlot;
    }

    /// Interrupts the run, now or as soon as it begins, and the threads that wait for it.
    void cancel() {
        lock.lock();
        try {
            isCancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
        slot.cancel();
    }

    GivenInputs inputs() {
        return inputs;
    }

    /// Waits until its inputs may be in memory, all of them.
    ///
    /// @return whether there was anything to wait for
    boolean awaitInputs() throws InterruptedException {
        long missingBytes = inputs.missingBytes();
        if (missingBytes == 0) {
            return false;
        }
        hasAskedForInputs = true;
        workerMemory.awaitInputs(run, missingBytes);
        return true;
    }

    void inputsLoaded() {
        workerMemory.tell(new InputsLoaded(run));
    }

    /// Gives back what it has: reservations, spilled state, inputs and code. Of whoever ends the run.
    void giveBack() {
        closeMemory();
        inputs.close();
        if (hasAskedForInputs) {
            workerMemory.tell(new RunEnded(run));
        }
        code.close();
    }

    private void closeMemory() {
        RunMemory made;
        lock.lock();
        try {
            isOver = true;
            made = memory;
            memory = null;
        } finally {
            lock.unlock();
        }
        if (made != null) {
            made.close();
        }
    }

    /// What a planner was told; null for any other task.
    @Nullable
    Planning planning() {
        return planning;
    }

    CodeUse code() {
        return code;
    }

    SlotUse slot() {
        return slot;
    }

    @Override
    public <T> T around(Callable<T> wait) throws Exception {
        workerMemory.tell(new RunRested(run, true));
        T value;
        try {
            value = slot.around(wait);
        } finally {
            workerMemory.tell(new RunRested(run, false));
        }
        checkCancelled();
        return value;
    }

    void answerCommit(boolean isGranted) {
        answers.add(isGranted);
    }

    boolean isCancelled() {
        return isCancelled;
    }

    Map<String, Long> counters() {
        return counters.amounts();
    }

    @Override
    public RunId run() {
        return run;
    }

    @Override
    public String stageName() {
        return stage.name();
    }

    @Override
    public int partitions() {
        return stage.partitions();
    }

    @Override
    public int nextStage() {
        return planning == null ? TaskContext.super.nextStage() : planning.nextStage();
    }

    @Override
    public void count(String counter, long amount) {
        counters.count(counter, amount);
    }

    @Override
    public void checkCancelled() {
        if (isCancelled) {
            throw new CancellationException("run " + run + " of stage " + stage.name() + " was cancelled");
        }
    }

    @Override
    public boolean awaitCommitGrant() throws InterruptedException {
        checkCancelled();
        report.accept(new CommitAsked(run));
        boolean isGranted = answers.take();
        // A grant that was overtaken by the end of the run, or of its worker's incarnation, is void.
        checkCancelled();
        return isGranted;
    }

    @Override
    public TaskMemory memory() {
        lock.lock();
        try {
            if (isOver) {
                throw new IllegalStateException("run " + run + " of stage " + stage.name() + " has ended");
            }
            RunMemory known = memory;
            if (known == null) {
                known = workerMemory.begin(run, stage.name());
                memory = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }
}
