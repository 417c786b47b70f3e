package io.quern.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.key.RunId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;

/// Which runs use a slot, as the threads see it; complains about a machine that gives one too many, or hands over more
/// runs ahead than it may. A slot that becomes free goes to the run that was handed over first.
final class SimulatedSlots {
    private final int threads;
    private final Deque<RunId> queued = new ArrayDeque<>();
    private final Set<RunId> holding = new TreeSet<>();
    private final Set<RunId> waiting = new TreeSet<>();
    private final Set<RunId> asking = new TreeSet<>();

    /// Interrupted in a wait, so that they went on without a slot.
    private final Set<RunId> beyond = new TreeSet<>();

    private int mostAhead;

    SimulatedSlots(int threads) {
        this.threads = threads;
    }

    Set<RunId> holding() {
        return holding;
    }

    Set<RunId> waiting() {
        return waiting;
    }

    /// The most runs that waited here for a thread so far.
    int mostAhead() {
        return mostAhead;
    }

    void start(RunId run) {
        queued.addLast(run);
        begin();
        mostAhead = Math.max(mostAhead, queued.size());
        assertThat(queued.size()).isLessThanOrEqualTo(WorkerState.AHEAD_MAX);
    }

    /// Whether it has, or had, a slot.
    boolean hasBegun(RunId run) {
        return !queued.contains(run);
    }

    private void begin() {
        while (!queued.isEmpty() && holding.size() + beyond.size() < threads) {
            holding.add(queued.removeFirst());
        }
    }

    void giveUp(RunId run) {
        assertThat(holding.remove(run)).isTrue();
        waiting.add(run);
        begin();
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
    ///
    /// @return whether it is taken back, since it has not begun
    boolean interrupt(RunId run) {
        if (asking.remove(run)) {
            beyond.add(run);
        }
        return queued.remove(run);
    }

    void end(RunId run) {
        holding.remove(run);
        waiting.remove(run);
        asking.remove(run);
        beyond.remove(run);
        begin();
    }

    /// A slot was given: that is right only as long as no more threads are busy than there are slots.
    private void check() {
        assertThat(holding.size() + beyond.size()).isLessThanOrEqualTo(threads);
    }
}
