package io.quern.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.RunId;
import java.util.Set;
import java.util.TreeSet;

/// Which runs use a slot, as the threads see it; complains about a machine that gives one too many.
final class SimulatedSlots {
    private final int threads;
    private final Set<RunId> holding = new TreeSet<>();
    private final Set<RunId> waiting = new TreeSet<>();
    private final Set<RunId> asking = new TreeSet<>();

    /// Interrupted in a wait, so that they went on without a slot.
    private final Set<RunId> beyond = new TreeSet<>();

    SimulatedSlots(int threads) {
        this.threads = threads;
    }

    Set<RunId> holding() {
        return holding;
    }

    Set<RunId> waiting() {
        return waiting;
    }

    void start(RunId run) {
        assertThat(holding.add(run)).isTrue();
        check();
    }

    void giveUp(RunId run) {
        assertThat(holding.remove(run)).isTrue();
        waiting.add(run);
    }

    void askBack(RunId run, boolean isInterrupted) {
        assertThat(waiting.remove(run)).isTrue();
        (isInterrupted ? beyond : asking).add(run);
    }

    void resume(RunId run) {
        assertThat(asking.remove(run)).isTrue();
        holding.add(run);
        check();
    }

    /// One that waits for its slot goes on without it.
    void interrupt(RunId run) {
        if (asking.remove(run)) {
            beyond.add(run);
        }
    }

    void end(RunId run) {
        holding.remove(run);
        waiting.remove(run);
        asking.remove(run);
        beyond.remove(run);
    }

    /// A slot was given: that is right only as long as no more threads are busy than there are slots.
    private void check() {
        assertThat(holding.size() + beyond.size()).isLessThanOrEqualTo(threads);
    }
}
