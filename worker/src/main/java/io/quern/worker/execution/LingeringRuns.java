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

    /// A stream has begun, on which nothing was told yet.
    void forgetTold() {
        isTold = false;
    }

    /// Looks which there are now, and tells the scheduler where it does not know that there are none.
    void tell(WorkerState state, long nowNanos) {
        Set<RunId> abandoned = state.abandoned.runs();
        sinceNanos.keySet().retainAll(abandoned);
        abandoned.forEach(run -> sinceNanos.putIfAbsent(run, nowNanos));
        if (!isTold && sinceNanos.isEmpty()) {
            return;
        }
        isTold = !sinceNanos.isEmpty();
        Duration grace = state.settings.cancelGrace();
        for (long since : sinceNanos.values()) {
            isRecycleWanted |= !grace.isZero() && nowNanos - since >= grace.toNanos();
        }
        state.tell(new RunsLinger(
                sinceNanos.entrySet().stream()
                        .map(one -> new LingeringRun(one.getKey(), nowNanos - one.getValue()))
                        .toList(),
                isRecycleWanted));
    }
}
