package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;

/// What a [MemoryMachine] knows of one result.
final class HeldEntry {
    final RunId result;
    final long bytes;
    final boolean isSpillable;
    int pins;
    boolean isInMemory = true;
    boolean isSpilling;
    /// Whether it is on the disk, be it in memory too.
    boolean isWritten;

    HeldEntry(RunId result, long bytes, boolean isSpillable) {
        this.result = result;
        this.bytes = bytes;
        this.isSpillable = isSpillable;
    }

    boolean mayBeSpilled() {
        return isSpillable && isInMemory && !isSpilling && pins == 0;
    }

    @Override
    public String toString() {
        return result + " " + bytes + (isInMemory ? " in memory" : "") + (isWritten ? " on disk" : "")
                + (isSpilling ? " spilling" : "") + (pins > 0 ? " pins=" + pins : "");
    }
}
