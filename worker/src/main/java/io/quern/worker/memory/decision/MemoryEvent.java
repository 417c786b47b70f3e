package io.quern.worker.memory.decision;

import io.quern.core.key.RunId;

/// What happened to a worker's memory: the input of [MemoryMachine].
public sealed interface MemoryEvent {
    /// A result is in memory now; where it was before, this one takes the place.
    ///
    /// @param isSpillable whether it can be written to the disk: an actor cannot
    record ResultKept(RunId result, long bytes, boolean isSpillable) implements MemoryEvent {}

    /// A result is held no more.
    record ResultDropped(RunId result) implements MemoryEvent {}

    /// A run that begins has it as an input, and keeps it in memory from when it has read it.
    record ResultPinned(RunId result) implements MemoryEvent {}

    /// That run has ended.
    record ResultUnpinned(RunId result) implements MemoryEvent {}

    /// A result that was on the disk is in memory too.
    record ResultLoaded(RunId result) implements MemoryEvent {}

    /// A result that was to be spilled is on the disk, and in memory no more.
    record ResultSpilled(RunId result) implements MemoryEvent {}

    /// A result that was to be spilled is in memory as before.
    ///
    /// @param problem names what is wrong; empty where it is not the disk's fault, and the result is let alone
    record SpillFailed(RunId result, String problem, long nowNanos) implements MemoryEvent {}

    /// The disk was tried.
    ///
    /// @param problem names what is wrong; empty where it takes what is written
    record DiskTried(String problem, long nowNanos) implements MemoryEvent {}

    /// A run that begins waits until it may bring inputs of so many bytes into memory.
    record InputsWanted(RunId run, long bytes) implements MemoryEvent {}

    /// A run has its inputs in memory.
    record InputsLoaded(RunId run) implements MemoryEvent {}

    /// A run that had wanted inputs waits for other tasks, or goes on after it did.
    record RunRested(RunId run, boolean isResting) implements MemoryEvent {}

    /// A run that had wanted inputs has ended, or will not begin.
    record RunEnded(RunId run) implements MemoryEvent {}

    /// A result of a peer is to be fetched, which waits until it may.
    ///
    /// @param bytes that it takes in memory, as far as is known
    record FetchWanted(RunId result, long bytes) implements MemoryEvent {}

    /// A fetch that had begun is over: the result was kept before, or could not be had.
    record FetchEnded(RunId result) implements MemoryEvent {}

    /// What all runs have reserved, or what is sent to peers or received from them, has changed by so much.
    record ReservedChanged(long bytes) implements MemoryEvent {}

    /// A reservation of so many bytes was refused, or waits: room is to be made for it.
    record RoomWanted(long bytes) implements MemoryEvent {}

    /// What was in use besides results, reservations and fetches, after a collection.
    record HeapMeasured(long otherBytes) implements MemoryEvent {}

    /// Time went by; direct buffers were looked at.
    record TimePassed(long nowNanos, long directBytes) implements MemoryEvent {}
}
