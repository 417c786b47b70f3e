package io.quern.worker.execution.story;

import java.util.Locale;

/// Where a task stands on one worker. A run that was assigned goes waiting, ready, executing, memory (or
/// error); one that waits for other tasks goes blocked, resuming and executing again. A result that a peer made
/// goes fetch, flight, memory.
public enum WorkerTaskPhase {
    /// Unknown here: before the first step and after the last.
    FORGOTTEN,
    /// Assigned, but inputs are missing.
    WAITING,
    /// An input that a run here needs; waits for its turn to be fetched.
    FETCH,
    /// Being fetched from a peer.
    FLIGHT,
    /// Assigned, all inputs are here; waits for a slot.
    READY,
    /// Occupies a slot.
    EXECUTING,
    /// Runs, but waits for other tasks and has no slot.
    BLOCKED,
    /// Waits for a slot to go on.
    RESUMING,
    /// The result is held here.
    MEMORY,
    /// The run failed and the scheduler was told.
    ERROR;

    /// The name as people read it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
