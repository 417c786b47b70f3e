package io.quern.worker.code;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.code.BlobStore;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.transport.JobCodecs;
import io.quern.core.value.ValueCodecs;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The code of the jobs that a worker knows. Jobs of the same code set share one class loader, which is dropped
/// with the last of them and of their runs; jobs without a code set use the worker's own classes.
///
/// Values of jobs with different code sets never meet: a job reads results of its own alone.
public final class JobCodes implements JobCodecs {
    private final ClassLoader ownClasses;
    private final JobCode own;
    private final @Nullable BlobStore store;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<JobId, SharedCode> jobs = new HashMap<>();

    @GuardedBy("lock")
    private final Map<CodeHash, SharedCode> sets = new HashMap<>();

    private JobCodes(ClassLoader ownClasses, @Nullable BlobStore store) {
        this.ownClasses = ownClasses;
        this.own = new JobCode(ownClasses);
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

    /// A job is of that code set, which is brought at once where it is not here.
    public void learn(JobId job, CodeHash set, CodeSupply supply) {
        if (store == null) {
            throw new IllegalStateException(
                    "job " + job + " names the code set " + set + ", but no code travels to a worker inside a program");
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
            SharedCode before = jobs.put(job, shared);
            if (before != null) {
                release(before);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The job has ended here; runs of it that still execute keep its code until they end.
    public void forget(JobId job) {
        lock.lock();
        try {
            SharedCode shared = jobs.remove(job);
            if (shared != null) {
                release(shared);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Begins a use of a job's code.
    public CodeUse use(JobId job) {
        lock.lock();
        try {
            SharedCode shared = jobs.get(job);
            if (shared != null) {
                shared.holders++;
            }
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
    public ValueCodecs of(JobId job) {
        try (CodeUse use = use(job)) {
            return use.await().codecs();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.NETWORK, "interrupted while the code of job " + job + " was awaited", e);
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
