package io.quern.worker.memory;

import io.quern.core.config.ByteSize;
import io.quern.worker.memory.decision.MemoryMachine;

/// Why a run did not get what it cannot go on without, in words.
final class MemoryRefusal {
    private MemoryRefusal() {}

    /// @param used of the heap after a collection
    /// @param holders who has reserved most; empty where nobody has anything
    static String text(RunMemory run, String operator, long bytes, long used, String holders, MemoryMachine machine) {
        return run + " needs " + ByteSize.rounded(bytes) + " of memory"
                + (operator.equals(RunMemory.OWN_CODE) ? "" : " for " + operator) + " more than the "
                + ByteSize.rounded(run.reserved) + " that it has; of the worker's heap "
                + ByteSize.rounded(machine.limits().reserveMaxBytes()) + " may be taken, and "
                + ByteSize.rounded(machine.liveBytes()) + " are: "
                + (holders.isEmpty() ? "no reservations" : "reservations of " + holders) + ", results "
                + ByteSize.rounded(machine.inMemoryBytes()) + ", the rest "
                + ByteSize.rounded(machine.otherBytes()) + "; after a collection " + ByteSize.rounded(used)
                + " were in use"
                + (machine.spillProblem().isEmpty() ? "" : "; results cannot be spilled: " + machine.spillProblem())
                + "; give the worker more worker.memory or fewer worker.threads, or the job smaller partitions"
                + " (smaller row groups, where they are of Parquet files)";
    }
}
