package io.quern.worker.running;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.task.RunCounters;
import io.quern.core.task.TaskContext;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.CommitAsked;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run on its thread. The thread is the only one that uses the [TaskContext]; the event loop cancels and answers.
///
/// An interrupt reaches the thread only between [#begin] and [#end], so it never hits the next run of the same thread.
final class RunningTask implements TaskContext {
    private final RunId run;
    private final DefineFunction stage;
    private final Consumer<ExecutionEvent> report;
    private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
    private final RunCounters counters;
    private final ReentrantLock lock = new ReentrantLock();

    /// Guarded by the lock.
    private @Nullable Thread thread;

    /// Written under the lock.
    private volatile boolean isCancelled;

    RunningTask(RunId run, DefineFunction stage, Consumer<ExecutionEvent> report) {
        this.run = run;
        this.stage = stage;
        this.report = report;
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

    /// Frees the calling thread, without any interrupt left over.
    void end() {
        lock.lock();
        try {
            thread = null;
            boolean _ = Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /// Interrupts the run, now or as soon as it begins.
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
}
