package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerMessage.LingeringRun;
import io.quern.core.message.WorkerMessage.RunsLinger;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;

/// Since when runs that nobody listens to any more have gone on; looked at with each heartbeat.
final class LingeringRuns {
    private final TreeMap<RunId, Long> sinceNanos = new TreeMap<>();

    /// Whether the scheduler believes that there are any.
    private boolean isTold;

    /// Whether one went on for longer than the grace. The worker is of no more use then, even where that one ends.
    private boolean isRecycleWanted;

    /// Takes in which there are now.
    void look(Set<RunId> abandoned, long nowNanos) {
        sinceNanos.keySet().retainAll(abandoned);
        abandoned.forEach(run -> sinceNanos.putIfAbsent(run, nowNanos));
    }

    /// A stream has begun, on which nothing was told yet.
    void forgetTold() {
        isTold = false;
    }

    /// @return whether there is something to tell
    boolean isNews() {
        return isTold || !sinceNanos.isEmpty();
    }

    /// What is told now.
    ///
    /// @param grace zero for no end
    RunsLinger tell(Duration grace, long nowNanos) {
        isTold = !sinceNanos.isEmpty();
        for (long since : sinceNanos.values()) {
            isRecycleWanted |= !grace.isZero() && nowNanos - since >= grace.toNanos();
        }
        return new RunsLinger(
                sinceNanos.entrySet().stream()
                        .map(one -> new LingeringRun(one.getKey(), nowNanos - one.getValue()))
                        .toList(),
                isRecycleWanted);
    }

    boolean isRecycleWanted() {
        return isRecycleWanted;
    }
}
