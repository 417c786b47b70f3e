package io.quern.dataframe;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.task.SpillFile;
import io.quern.core.task.TaskMemory;
import java.util.ArrayList;
import java.util.List;

/// Grants so many bytes and refuses more, in the same way whatever is asked. Knows what it granted for whom.
public final class LimitedMemory implements TaskMemory {
    private final long limitBytes;
    private final List<String> operators = new ArrayList<>();
    private final List<Long> admitted = new ArrayList<>();
    private long reserved;
    private long reservedMax;

    public LimitedMemory(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public boolean tryReserve(long bytes) {
        if (bytes > limitBytes - reserved) {
            return false;
        }
        reserved += bytes;
        reservedMax = Math.max(reservedMax, reserved);
        return true;
    }

    @Override
    public void reserve(long bytes) {
        if (!tryReserve(bytes)) {
            throw new QuernException(
                    ErrorCode.RESOURCES, bytes + " bytes beside " + reserved + " are more than " + limitBytes);
        }
    }

    @Override
    public void admit(long bytes) {
        admitted.add(bytes);
        reserve(bytes);
    }

    @Override
    public void release(long bytes) {
        if (bytes < 0 || bytes > reserved) {
            throw new IllegalArgumentException(bytes + " of " + reserved + " bytes");
        }
        reserved -= bytes;
    }

    @Override
    public long reservedBytes() {
        return reserved;
    }

    public long reservedMax() {
        return reservedMax;
    }

    /// What was waited for.
    public List<Long> admitted() {
        return admitted;
    }

    /// Whose memory was asked for.
    public List<String> operators() {
        return operators;
    }

    @Override
    public TaskMemory of(String operator) {
        operators.add(operator);
        return this;
    }

    @Override
    public SpillFile newSpill(String what) {
        throw new AssertionError("nothing is spilled here, " + what + " neither");
    }
}
