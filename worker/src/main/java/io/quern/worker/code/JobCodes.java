package io.quern.worker.code;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobStore;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.transport.JobCodecs;
import io.quern.core.value.ValueCodecs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The code of the stages that a worker knows: of whole jobs, whose stages have one code set, and of sessions,
/// whose batches may have several. Stages of the same code set share one class loader, which is dropped with the
/// last of them, of their runs and of their results; stages without a code set use the worker's own classes.
///
/// A result is of the classes of its own stage. A run of another code set takes it with [JobCode#take].
public final class JobCodes implements JobCodecs {
    private final ClassLoader ownClasses;
    private final JobCode own;
    private final CodeUse ownUse;
    private final @Nullable BlobStore store;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<JobId, Map<Integer, SharedCode>> jobs = new HashMap<>();

    @GuardedBy("lock")
    private final Map<CodeHash, SharedCode> sets = new HashMap<>();

    private JobCodes(ClassLoader ownClasses, @Nullable BlobStore store) {
        this.ownClasses = ownClasses;
        this.own = new JobCode(ownClasses);
        this.ownUse = new CodeUse(this, own, null);
        this.store = store;
    }

    /// For a worker inside a program, whose classes it has.
    public static JobCodes ofThisProcess(ClassLoader program) {
        return new JobCodes(program, null);
    }

    /// For a worker to which code travels.
    ///
    /// @param framework finds the classes that every worker has
    /// @param store keeps the jars; stays the caller's to close
    public static JobCodes travelling(ClassLoader framework, BlobStore store) {
        return new JobCodes(framework, store);
    }

    /// A stage is of that code set, which is brought at once where it is not here.
    public void learn(JobId job, int stage, CodeHash set, CodeSupply supply) {
        if (store == null) {
            throw new IllegalStateException("stage " + stage + " of job " + job + " names the code set " + set
                    + ", but no code travels to a worker inside a program");
        }
        lock.lock();
        try {
            SharedCode shared = sets.get(set);
            if (shared == null) {
                shared = new SharedCode(set);
                sets.put(set, shared);
                shared.load(supply, store, ownClasses);
            }
            shared.holders++;
            SharedCode before = jobs.computeIfAbsent(job, _ -> new HashMap<>()).put(stage, shared);
            if (before != null) {
                release(before);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Stages are not needed here any more; runs that still execute, and results, keep their code until they end.
    public void forget(JobId job, List<Integer> stages) {
        lock.lock();
        try {
            Map<Integer, SharedCode> ofJob = jobs.get(job);
            if (ofJob == null) {
                return;
            }
            for (Integer stage : stages) {
                SharedCode shared = ofJob.remove(stage);
                if (shared != null) {
                    release(shared);
                }
            }
            if (ofJob.isEmpty()) {
                jobs.remove(job);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The job has ended here; see above.
    public void forget(JobId job) {
        lock.lock();
        try {
            Map<Integer, SharedCode> ofJob = jobs.remove(job);
            if (ofJob != null) {
                ofJob.values().forEach(this::release);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Begins a use of the code of a task.
    public CodeUse use(TaskKey task) {
        if (store == null) {
            return ownUse;
        }
        lock.lock();
        try {
            Map<Integer, SharedCode> ofJob = jobs.get(task.job());
            SharedCode shared = ofJob == null ? null : ofJob.get(task.stage());
            return shared == null ? ownUse : again(shared);
        } finally {
            lock.unlock();
        }
    }

    CodeUse again(SharedCode shared) {
        lock.lock();
        try {
            shared.holders++;
            return new CodeUse(this, own, shared);
        } finally {
            lock.unlock();
        }
    }

    void release(SharedCode shared) {
        lock.lock();
        try {
            shared.holders--;
            if (shared.holders == 0 && store != null) {
                sets.remove(shared.set());
                shared.drop(store);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ValueCodecs of(TaskKey task) {
        try (CodeUse use = use(task)) {
            return use.await().codecs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(
                    ErrorCode.NETWORK, "interrupted while the code of task " + task + " was awaited", e);
        }
    }

    /// Code sets that are loaded or on their way.
    public int size() {
        lock.lock();
        try {
            return sets.size();
        } finally {
            lock.unlock();
        }
    }
}
