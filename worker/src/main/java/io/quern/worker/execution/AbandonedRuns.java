package io.quern.worker.execution;

import io.quern.core.key.RunId;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs that nobody listens to any more, whose threads have not ended yet, and what they use.
///
/// A run that was blocked when it was given up has no slot. It does not wait for one either, so that it ends soon:
/// what it uses from then on is counted beyond the slots there are, and no other run begins in its place.
final class AbandonedRuns {
    private enum Use {
        SLOT,
        NOTHING,
        BEYOND_SLOTS
    }

    private final TreeMap<RunId, Use> uses = new TreeMap<>();
    private int slots;
    private int beyondSlots;

    void addExecuting(RunId run) {
        put(run, Use.SLOT);
    }

    void addBlocked(RunId run) {
        put(run, Use.NOTHING);
    }

    /// One that waited for a slot: it waits no longer.
    void addResuming(RunId run) {
        put(run, Use.BEYOND_SLOTS);
    }

    boolean contains(RunId run) {
        return uses.containsKey(run);
    }

    /// @return whether it was there
    boolean remove(RunId run) {
        Use use = uses.remove(run);
        count(use, -1);
        return use != null;
    }

    void block(RunId run) {
        put(run, Use.NOTHING);
    }

    void unblock(RunId run) {
        put(run, Use.BEYOND_SLOTS);
    }

    private void put(RunId run, Use use) {
        count(uses.put(run, use), -1);
        count(use, 1);
    }

    private void count(@Nullable Use use, int change) {
        switch (use) {
            case SLOT -> slots += change;
            case BEYOND_SLOTS -> beyondSlots += change;
            case NOTHING -> {
                // Uses nothing.
            }
            case null -> {
                // Was not there.
            }
        }
    }

    /// Slots that they still have.
    int slots() {
        return slots;
    }

    /// Threads that they keep busy.
    int busy() {
        return slots + beyondSlots;
    }

    Set<RunId> runs() {
        return uses.keySet();
    }

    @Override
    public String toString() {
        return uses.toString();
    }
}
