package io.quern.core.message;

/// What a worker's memory holds, in bytes.
///
/// @param limitBytes of its heap
/// @param liveBytes of its heap: reservations of runs, results, and the rest after the last collection
/// @param reservedBytes by runs
/// @param inMemoryBytes of results
/// @param spilledBytes of results that are on its disk alone, as they would be in memory
/// @param diskBytes what it has on its disk, state of runs included
/// @param isPaused whether it begins work only when nothing else runs there
/// @param spillProblem why it cannot write to its disk; empty where nothing is wrong
public record MemoryState(
        long limitBytes,
        long liveBytes,
        long reservedBytes,
        long inMemoryBytes,
        long spilledBytes,
        long diskBytes,
        boolean isPaused,
        String spillProblem) {
    /// Of a worker that has not told yet.
    public static final MemoryState UNTOLD = new MemoryState(0, 0, 0, 0, 0, 0, false, "");
}
