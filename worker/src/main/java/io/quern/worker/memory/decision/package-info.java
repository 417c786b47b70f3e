/// What a worker decides about its memory: which results go to the disk, when runs may read inputs that are there,
/// and when it begins less.
///
/// [MemoryMachine] is a pure state machine: `List<MemoryInstruction> handle(MemoryEvent)`. It reads no clock,
/// thread or file, so that it is simulated. One thread at a time.
@NullMarked
package io.quern.worker.memory.decision;

import org.jspecify.annotations.NullMarked;
