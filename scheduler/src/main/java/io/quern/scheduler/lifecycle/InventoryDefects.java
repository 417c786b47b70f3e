package io.quern.scheduler.lifecycle;

/// Counts of what the comparison of inventories found: each one is a defect, of this program or of the machine it
/// runs on, that was mended.
///
/// @param lostRuns runs that their worker did not know of; they were given out again
/// @param strayRuns runs that nobody had given to the worker that had them; they were cancelled
/// @param lostResults results that their holder did not have
/// @param strayResults results of which nobody knew that they were there
/// @param silentChecks checks that got no answer
public record InventoryDefects(long lostRuns, long strayRuns, long lostResults, long strayResults, long silentChecks) {
    static final InventoryDefects NONE = new InventoryDefects(0, 0, 0, 0, 0);

    InventoryDefects plusRuns(int lost, int stray) {
        return new InventoryDefects(lostRuns + lost, strayRuns + stray, lostResults, strayResults, silentChecks);
    }

    InventoryDefects plusResults(int lost, int stray) {
        return new InventoryDefects(lostRuns, strayRuns, lostResults + lost, strayResults + stray, silentChecks);
    }

    InventoryDefects plusSilentCheck() {
        return new InventoryDefects(lostRuns, strayRuns, lostResults, strayResults, silentChecks + 1);
    }

    /// All of them.
    public long total() {
        return lostRuns + strayRuns + lostResults + strayResults + silentChecks;
    }
}
