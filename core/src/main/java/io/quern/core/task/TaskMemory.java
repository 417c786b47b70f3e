package io.quern.core.task;

import io.quern.core.error.QuernException;

/// The memory of one run, out of what its worker has: an operator reserves what its state is going to hold before
/// it allocates that, and releases what it has let go.
///
/// Nothing here waits for what other runs hold. A reservation on trial is granted or refused at once; who is
/// refused writes its own state to a [SpillFile], releases it and goes on. So no two runs can wait for each other.
/// What is still reserved, and the files that are still open, go with the run.
///
/// What an operator allocates beyond its reservations the worker sees only after the next collection, in sum with
/// everything else. Thread-safe: threads that a run starts may share it.
public interface TaskMemory {
    /// Reserves so many more bytes, or none.
    ///
    /// @param bytes 0 or more
    /// @return false where there is no room, or the run has had more than its share while others need theirs: spill
    ///     state of your own, and ask again or do without
    boolean tryReserve(long bytes);

    /// Reserves the least without which the operator cannot go on: room for one batch, say. It may wait for
    /// results that are under way from peers to come, for results to be written to the disk in its favour, and
    /// for the heap to be collected, which stops the whole process: for nothing that waits for a run itself.
    ///
    /// @throws QuernException RESOURCES where that much cannot be had: names need, limit and who holds most
    void reserve(long bytes);

    /// Reserves what a run cannot begin its work without. It waits for what other runs have reserved, in the
    /// order of asking, and once none is left that could give any back it asks as [#reserve] does. Only for a
    /// run that begins, and that nobody waits for yet inside of its own code: others go on without it.
    ///
    /// @throws QuernException RESOURCES as [#reserve]
    default void admit(long bytes) {
        reserve(bytes);
    }

    /// Gives back.
    ///
    /// @throws IllegalArgumentException where that is more than is reserved here
    void release(long bytes);

    /// What this run has reserved, whatever for.
    long reservedBytes();

    /// The same memory for one operator of the run, such as `Parquet scan`: what is reserved here is shown under
    /// that name, and is released here.
    default TaskMemory of(String operator) {
        return this;
    }

    /// A new file on the worker's disk for state of this run. Deleted when it is closed, and with the run.
    ///
    /// @param what it holds, for people who read an error or look into the folder, such as `aggregate-chunk
    ///     partition 3`
    /// @throws QuernException RESOURCES where none can be made: names folder, problem and setting
    SpillFile newSpill(String what);
}
