package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;

/// What is to be done: the output of [MemoryMachine].
public sealed interface MemoryInstruction {
    /// Writes a result to the disk, unless it is there, and lets go of it in memory. Answered by
    /// [MemoryEvent.ResultSpilled] or [MemoryEvent.SpillFailed], once.
    record SpillResult(RunId result) implements MemoryInstruction {}

    /// Finds out whether the disk takes something. Answered by [MemoryEvent.DiskTried], once.
    record TryDisk() implements MemoryInstruction {}

    /// The run may read its inputs.
    record AdmitInputs(RunId run) implements MemoryInstruction {}

    /// The result is to be fetched now. Answered by [MemoryEvent.FetchEnded], once, with
    /// [MemoryEvent.ResultKept] before it where it came.
    record BeginFetch(RunId result) implements MemoryInstruction {}

    /// Work is to be begun only when nothing else runs, or freely again.
    record SetIntake(boolean isPaused) implements MemoryInstruction {}
}
