package io.quern.scheduler.lifecycle;

import io.quern.core.key.WorkerId;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Workers that are gone, and of which their nanny may still say how they ended: the last incarnation of each name.
///
/// A process has several incarnations, one after another, where its stream breaks; only the last one ended with it.
final class UntoldEnds {
    /// Names that are remembered: of the workers that were lost last.
    private static final int NAMES_MAX = 1_000;

    private final SequencedMap<String, WorkerId> lastLost = new LinkedHashMap<>();

    void lost(WorkerEntry worker) {
        lastLost.putLast(worker.name(), worker.id());
        if (lastLost.size() > NAMES_MAX) {
            lastLost.pollFirstEntry();
        }
    }

    /// The incarnation that ended with the process before that of a worker, null where it is not known. It is told
    /// once.
    @Nullable
    WorkerId take(WorkerEntry successor) {
        return lastLost.remove(successor.name());
    }
}
