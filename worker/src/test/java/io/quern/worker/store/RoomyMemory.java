package io.quern.worker.store;

import io.quern.core.config.MemorySettings;
import io.quern.core.config.SpillSettings;
import io.quern.core.key.RunId;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.memory.WorkerMemory;
import io.quern.worker.memory.decision.MemoryLimits;
import io.quern.worker.spill.SpillFolders;

/// Memory that is never full, so that nothing is written to the disk.
public final class RoomyMemory {
    private static final SpillFolders UNUSED = new SpillFolders(SpillSettings.temporary());

    private RoomyMemory() {}

    public static WorkerMemory make() {
        return new WorkerMemory(MemoryLimits.of(1L << 40, 1L << 40, MemorySettings.DEFAULT, 1), 1, UNUSED, () -> 0);
    }

    /// A store that spills nothing.
    public static ResultStore store(WorkerMemory memory) {
        return new ResultStore(memory, UNUSED, new SystemClock(), RoomyMemory::noDamage);
    }

    private static void noDamage(RunId result, String problem) {
        throw new AssertionError("nothing is spilled, yet " + result + " is damaged: " + problem);
    }
}
