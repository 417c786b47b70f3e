package io.quern.worker.spill;

import io.quern.core.config.ByteSize;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.util.concurrent.atomic.AtomicLong;

/// What a worker has on the disk, to the byte, and the limit of that. Thread-safe.
final class SpillQuota {
    private final long bytesMax;
    private final AtomicLong used = new AtomicLong();

    SpillQuota(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Counts bytes that are about to be written.
    ///
    /// @throws QuernException RESOURCES where they are more than the limit leaves
    void take(long bytes, String what) {
        long after = used.addAndGet(bytes);
        if (after > bytesMax) {
            used.addAndGet(-bytes);
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "cannot spill " + ByteSize.rounded(bytes) + " of " + what + ": this worker has "
                            + ByteSize.rounded(after - bytes) + " on the disk and may have "
                            + ByteSize.rounded(bytesMax)
                            + "; raise worker.spill.size-max, or give the worker more worker.memory");
        }
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }
}
