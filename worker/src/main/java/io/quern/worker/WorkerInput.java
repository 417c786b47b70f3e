package io.quern.worker;

import io.quern.core.error.QuernException;
import io.quern.core.key.RunId;
import io.quern.worker.execution.ExecutionEvent;

/// What the event loop of a worker is told.
sealed interface WorkerInput {
    /// Something for the state machine.
    record Happened(ExecutionEvent event) implements WorkerInput {}

    /// Time to look at the clock.
    record Tick() implements WorkerInput {}

    /// Work is to be begun sparingly, or freely again.
    record MemoryChanged() implements WorkerInput {}

    /// Memory has room for a result that is to be fetched.
    record FetchMayBegin(RunId result) implements WorkerInput {}

    /// Time to try the scheduler once more.
    record ConnectNow() implements WorkerInput {}

    /// The scheduler could not be reached, or refused this worker.
    record ConnectFailed(QuernException reason) implements WorkerInput {}
}
