package io.quern.cluster.simulation;

import java.util.ArrayDeque;

/// Whether a process takes anything in: a frozen one lets everything wait, and takes it in its order afterwards.
final class SimulatedAttention {
    private final SimulatedTime time;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private long frozenUntilNanos;

    SimulatedAttention(SimulatedTime time) {
        this.time = time;
    }

    void freeze(long nanos) {
        frozenUntilNanos = Math.max(frozenUntilNanos, time.nowNanos() + nanos);
        time.at(frozenUntilNanos, this::wake);
    }

    /// The process died: what waits is gone with it, and its next life is awake.
    void reset() {
        waiting.clear();
        frozenUntilNanos = 0;
    }

    void take(Runnable action) {
        waiting.add(action);
        wake();
    }

    private void wake() {
        while (frozenUntilNanos <= time.nowNanos() && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
