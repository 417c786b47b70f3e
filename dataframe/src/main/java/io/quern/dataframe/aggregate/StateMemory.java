package io.quern.dataframe.aggregate;

import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;

/// What the tables of one aggregator take of its task's memory. A table asks before it grows, for the whole of its
/// new arrays, and gives the old ones back once they are copied; between growths nothing is counted.
///
/// More is reserved than the tables take: who is refused has to hand its state on, and listing groups and pairs takes
/// room as well. What was reserved and is not in use is kept for the next growth, up to a limit, so that the worker is
/// asked seldom.
///
/// For one thread.
final class StateMemory implements AutoCloseable {
    /// Where state is listed once.
    static final int LISTED = 50;
    /// Where it is listed, and what is listed copied.
    static final int COPIED = 150;

    private static final long STEP_BYTES = 1 << 16;
    private static final long KEPT_BYTES = 1 << 20;

    private final TaskMemory memory;
    private final int roomPercent;
    private long used;
    private long reserved;
    private boolean isForced;

    StateMemory(TaskMemory memory) {
        this(memory, LISTED);
    }

    /// @param roomPercent reserved beside what tables take, in percent of that, for handing them on
    StateMemory(TaskMemory memory, int roomPercent) {
        this.memory = memory;
        this.roomPercent = roomPercent;
    }

    /// Memory that grants everything.
    static StateMemory unbounded() {
        return new StateMemory(new UnboundedMemory());
    }

    /// From now on what is asked for is the least without which the aggregator cannot go on: it is had, or the task
    /// fails.
    void force(boolean isLeast) {
        isForced = isLeast;
    }

    boolean isForced() {
        return isForced;
    }

    /// Counts so many bytes as in use.
    ///
    /// @return false where there is no room for them; then they are not counted
    /// @throws io.quern.core.error.QuernException RESOURCES where there is no room, and there has to be
    boolean tryGrow(long bytes) {
        long missing = withRoomToHandOn(used + bytes) - reserved;
        if (missing > 0) {
            if (isForced) {
                memory.reserve(missing);
                reserved += missing;
            } else if (!tryReserve(missing)) {
                return false;
            }
        }
        used += bytes;
        return true;
    }

    /// Reserves a whole number of steps, or the least where there is no room for that.
    private boolean tryReserve(long least) {
        long rounded = (least + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        if (memory.tryReserve(rounded)) {
            reserved += rounded;
            return true;
        }
        boolean isGranted = rounded > least && memory.tryReserve(least);
        reserved += isGranted ? least : 0;
        return isGranted;
    }

    /// Counts so many bytes as no longer in use.
    void shrink(long bytes) {
        if (bytes > used) {
            throw new IllegalStateException(bytes + " bytes of state are given back, and " + used + " are in use");
        }
        used -= bytes;
        long surplus = reserved - withRoomToHandOn(used);
        if (surplus > 2 * KEPT_BYTES) {
            memory.release(surplus - KEPT_BYTES);
            reserved -= surplus - KEPT_BYTES;
        }
    }

    /// Gives back what was reserved so that the state can be handed on, once it is listed.
    void releaseRoomToHandOn() {
        memory.release(reserved - used);
        reserved = used;
    }

    /// What the tables take.
    long usedBytes() {
        return used;
    }

    private long withRoomToHandOn(long bytes) {
        return bytes + bytes * roomPercent / 100;
    }

    /// Counts what is about to be made of the state, for whoever it is handed on to. Nothing grows after that.
    ///
    /// @throws io.quern.core.error.QuernException RESOURCES where there is not as much, in that room or outside
    void handOn(long bytes) {
        long missing = used + bytes - reserved;
        if (missing > 0) {
            memory.reserve(missing);
            reserved += missing;
        }
        used += bytes;
    }

    /// Gives everything back but so many bytes, which are reserved for the caller, to release, from now on.
    void closeBut(long bytes) {
        if (bytes > reserved) {
            memory.reserve(bytes - reserved);
            reserved = bytes;
        }
        reserved -= bytes;
        close();
    }

    /// Gives everything back. The second time does nothing.
    @Override
    public void close() {
        memory.release(reserved);
        reserved = 0;
        used = 0;
    }
}
