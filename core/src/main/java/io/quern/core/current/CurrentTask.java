package io.quern.core.current;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.key.CodeHash;
import io.quern.core.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The task whose code the calling thread runs, on a worker.
///
/// Threads that a task starts, virtual or not, inherit it, for as long as the run lasts. Threads of the JVM's
/// common pool do not: they serve whoever comes, and the task that happened to start them is not the one that
/// they work for. A pool that several tasks share has the same difficulty: its threads name the task that
/// started them.
public final class CurrentTask {
    private static final Logger LOG = LoggerFactory.getLogger(CurrentTask.class);

    /// A scoped value would not reach the threads that user code starts by itself.
    private static final InheritableThreadLocal<CurrentTask> BOUND = new InheritableThreadLocal<>();

    private final TaskContext context;
    private final ClusterLink cluster;
    private final TaskWait slot;
    private final CodeHash codeSet;

    /// What ends with the run, the latest first. Most runs own nothing.
    @GuardedBy("this")
    private List<AutoCloseable> owned = List.of();

    /// Set once, by the thread of the run: threads that outlive their task have none. Written under the lock.
    private volatile boolean isOver;

    /// @param slot gives up the slot of the run and takes it back
    /// @param codeSet the code that the task is of
    public CurrentTask(TaskContext context, ClusterLink cluster, TaskWait slot, CodeHash codeSet) {
        this.context = context;
        this.cluster = cluster;
        this.slot = slot;
        this.codeSet = codeSet;
    }

    /// The task of the calling thread; empty outside of workers, and once the run has ended.
    public static Optional<CurrentTask> get() {
        CurrentTask bound = BOUND.get();
        return bound == null || bound.isOver || isCommonPool() ? Optional.empty() : Optional.of(bound);
    }

    private static boolean isCommonPool() {
        return Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && ForkJoinPool.commonPool().equals(worker.getPool());
    }

    /// The run, as its function is given it. To be used by the thread of the run alone, its
    /// [TaskContext#checkCancelled()] apart.
    public TaskContext context() {
        return context;
    }

    /// The cluster that runs the task.
    public ClusterLink cluster() {
        return cluster;
    }

    /// The code that the task is of, which its scheduler has as long as it runs; [CodeHash#NONE] where every worker
    /// has it anyway.
    public CodeHash codeSet() {
        return codeSet;
    }

    /// Waits for other tasks: the slot of this run is free meanwhile, so that they can run in it. Returns once the
    /// run has a slot again, which it waits for ahead of all tasks of no higher priority. May be called by any
    /// thread of the task; the slot is free as long as one of them waits.
    ///
    /// @throws java.util.concurrent.CancellationException if the run was cancelled
    /// @throws Exception what the wait throws
    public <T> T blocked(Callable<T> wait) throws Exception {
        return slot.around(wait);
    }

    /// Lets something end with the run at the latest, such as what it holds in the cluster: others may wait for
    /// that. Where the run is over, it is closed at once.
    public void own(AutoCloseable closeable) {
        synchronized (this) {
            if (!isOver) {
                List<AutoCloseable> more = new ArrayList<>(List.of(closeable));
                more.addAll(owned);
                owned = List.copyOf(more);
                return;
            }
        }
        close(closeable);
    }

    /// It has been closed before.
    public synchronized void disown(AutoCloseable closeable) {
        owned = owned.stream().filter(one -> !one.equals(closeable)).toList();
    }

    private void closeOwned() {
        List<AutoCloseable> left;
        synchronized (this) {
            isOver = true;
            left = owned;
            owned = List.of();
        }
        left.forEach(this::close);
    }

    /// The run has ended as it has: what cannot be closed changes nothing of that.
    private void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("run {} was interrupted while it closed {}", context.run(), closeable);
        } catch (Exception e) {
            LOG.warn("run {} has ended, and could not close {}", context.run(), closeable, e);
        }
    }

    /// Runs the task on the calling thread, which is bound to it meanwhile. For whoever runs tasks, once.
    ///
    /// @throws Exception what the body throws
    public <T extends @Nullable Object> T run(Callable<T> body) throws Exception {
        CurrentTask outer = BOUND.get();
        BOUND.set(this);
        try {
            return body.call();
        } finally {
            closeOwned();
            if (outer == null) {
                BOUND.remove();
            } else {
                BOUND.set(outer);
            }
        }
    }
}
