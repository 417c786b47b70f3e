package io.quern.core.task;

import io.quern.core.error.QuernException;

/// What one operator has of its task's memory: it says what it is about to take and what it has let go, and
/// closes it when it ends. It reserves in whole steps, so that the worker is asked seldom, and keeps some of
/// what is let go for what comes next.
///
/// For one thread.
public final class Reservation implements AutoCloseable {
    private static final long STEP_BYTES = 256 * 1024;
    private static final long KEPT_BYTES = 1 << 20;

    private final TaskMemory memory;
    private long usedBytes;
    private long reservedBytes;

    /// What is admitted is kept until the end: it was waited for.
    private long admittedBytes;

    /// @param operator for people, such as `Parquet scan`
    public Reservation(TaskMemory memory, String operator) {
        this.memory = memory.of(operator);
    }

    /// One that is granted everything.
    public static Reservation unbounded() {
        return new Reservation(new UnboundedMemory(), "");
    }

    /// Reserves so much before anything is taken; waits for it ([TaskMemory#admit]).
    ///
    /// @throws QuernException RESOURCES where that much cannot be had
    public void admit(long bytes) {
        long missing = bytes - reservedBytes;
        if (missing > 0) {
            memory.admit(missing);
            reservedBytes += missing;
        }
        admittedBytes = Math.max(admittedBytes, bytes);
    }

    /// To be called before so many more bytes are taken.
    ///
    /// @throws QuernException RESOURCES where that much cannot be had; then they are not counted
    public void grow(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot grow by " + bytes + " bytes");
        }
        long missing = Math.addExact(usedBytes, bytes) - reservedBytes;
        if (missing > 0) {
            long rounded = Math.ceilDiv(missing, STEP_BYTES) * STEP_BYTES;
            if (memory.tryReserve(rounded)) {
                reservedBytes += rounded;
            } else {
                memory.reserve(missing);
                reservedBytes += missing;
            }
        }
        usedBytes += bytes;
    }

    /// So many bytes are no longer in use.
    public void shrink(long bytes) {
        if (bytes < 0 || bytes > usedBytes) {
            throw new IllegalArgumentException(bytes + " bytes are let go, and " + usedBytes + " are in use");
        }
        usedBytes -= bytes;
        long kept = Math.max(admittedBytes, usedBytes + KEPT_BYTES);
        if (reservedBytes > kept + KEPT_BYTES) {
            memory.release(reservedBytes - kept);
            reservedBytes = kept;
        }
    }

    /// What is in use.
    public long usedBytes() {
        return usedBytes;
    }

    /// Gives everything back. The second time does nothing.
    @Override
    public void close() {
        memory.release(reservedBytes);
        reservedBytes = 0;
        usedBytes = 0;
        admittedBytes = 0;
    }
}
