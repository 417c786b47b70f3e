package io.quern.worker.code;

import io.quern.core.key.CodeHash;
import io.quern.core.transport.HeldResult;
import org.jspecify.annotations.Nullable;

/// A hold on the code of a task, by its run or by its result: the code stays loaded until the use ends, even if the
/// task is forgotten before.
public final class CodeUse implements AutoCloseable {
    private final JobCodes codes;
    private final JobCode own;
    private final @Nullable SharedCode shared;

    CodeUse(JobCodes codes, JobCode own, @Nullable SharedCode shared) {
        this.codes = codes;
        this.own = own;
        this.shared = shared;
    }

    /// What the code is known by; [CodeHash#NONE] for the worker's own.
    public CodeHash codeSet() {
        return shared == null ? CodeHash.NONE : shared.set();
    }

    /// Waits until the code is here.
    ///
    /// @throws io.quern.core.error.QuernException where it cannot be had: says why
    public JobCode await() throws InterruptedException {
        return shared == null ? own : shared.await();
    }

    /// A result of a task of this code.
    public HeldResult held(@Nullable Object value, long sizeBytes) throws InterruptedException {
        return new HeldResult(
                value, sizeBytes, shared == null ? null : shared.await().codecs());
    }

    /// Another use of the same code, which ends by itself; this one has not ended.
    public CodeUse again() {
        return shared == null ? this : codes.again(shared);
    }

    @Override
    public void close() {
        if (shared != null) {
            codes.release(shared);
        }
    }
}
