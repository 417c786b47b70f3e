package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage.InventoryTold;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.MemoryTold;
import io.quern.core.message.WorkerMessage.OfferResults;
import io.quern.core.message.WorkerMessage.OfferedResult;
import java.util.List;

/// Tells the scheduler what is here. What it asked to drop, and is kept for runs here, it does not count as held.
final class Inventory {
    private Inventory() {}

    /// All results that are held, in as many messages as it takes; none where there are none.
    static void offer(WorkerState state) {
        List<OfferedResult> held = state.entries.values().stream()
                .filter(Inventory::isHeld)
                .map(entry -> new OfferedResult(entry.run, entry.sizeBytes))
                .toList();
        for (int from = 0; from < held.size(); from += OfferResults.RESULTS_MAX) {
            state.tell(new OfferResults(held.subList(from, Math.min(from + OfferResults.RESULTS_MAX, held.size()))));
        }
    }

    /// The runs, and the results as a digest. Cost in proportion to both.
    static void tell(WorkerState state, long number) {
        List<RunId> runs = state.entries.values().stream()
                .filter(entry -> entry.assignment != null)
                .map(entry -> entry.run)
                .toList();
        int results = 0;
        long digest = 0;
        for (TaskEntry entry : state.entries.values()) {
            if (isHeld(entry)) {
                results++;
                digest += entry.run.digest();
            }
        }
        state.tell(new InventoryTold(number, runs, results, digest));
    }

    /// What the memory holds, unless the scheduler of this stream knows.
    static void tellMemory(WorkerState state) {
        MemoryState memory = state.memory;
        if (memory != null && !state.isMemoryTold) {
            state.isMemoryTold = true;
            state.tell(new MemoryTold(memory));
        }
    }

    private static boolean isHeld(TaskEntry entry) {
        return switch (entry.phase) {
            case MEMORY -> !entry.isDropWanted;
            case FORGOTTEN, FETCH, FLIGHT, WAITING, READY, EXECUTING, BLOCKED, RESUMING, ERROR -> false;
        };
    }
}
