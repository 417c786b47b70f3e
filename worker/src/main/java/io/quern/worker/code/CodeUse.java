package io.quern.worker.code;

import org.jspecify.annotations.Nullable;

/// A run's hold on its job's code, which stays loaded until the use ends, even if the job is forgotten before.
public final class CodeUse implements AutoCloseable {
    private final JobCodes codes;
    private final JobCode own;
    private final @Nullable SharedCode shared;

    CodeUse(JobCodes codes, JobCode own, @Nullable SharedCode shared) {
        this.codes = codes;
        this.own = own;
        this.shared = shared;
    }

    /// Waits until the code is here.
    ///
    /// @throws io.quern.core.error.QuernException where it cannot be had: says why
    public JobCode await() throws InterruptedException {
        return shared == null ? own : shared.await();
    }

    @Override
    public void close() {
        if (shared != null) {
            codes.release(shared);
        }
    }
}
