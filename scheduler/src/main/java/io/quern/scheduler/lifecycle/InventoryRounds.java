package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.HeldDigests;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When each worker is asked what it has, and what was believed of it at that place of its stream.
///
/// A question is the last thing a worker is told in a turn, so all that is believed then of its runs it was told
/// before.
/// Workers are asked one interval after they registered and then every interval, a few in one turn at most.
final class InventoryRounds {
    private static final int CHECKS_PER_TURN = 20;

    private static final Comparator<Round> ORDER =
            Comparator.<Round>comparingLong(round -> round.dueNanos).thenComparing(round -> round.worker.id());

    private final MachineState state;
    private final long intervalNanos;
    private final NavigableMap<WorkerId, Round> rounds = new TreeMap<>();
    private final NavigableSet<Round> byTime = new TreeSet<>(ORDER);
    private long lastNumber;

    /// One worker, and the question that it was asked last.
    static final class Round {
        private final WorkerEntry worker;
        private long dueNanos;
        /// Of the question that is open; 0 where none is.
        private long number;
        /// When it was asked, or since when it could have been heard.
        private long askedNanos;
        /// What it was told to run, and had not ended as far as was known, when it was asked.
        private Set<RunId> runs = Set.of();
        /// What of the results it had been told to drop, when it was asked.
        private HeldDigests.Sum went = HeldDigests.Sum.ZERO;
        /// Its results, while it lists them.
        private @Nullable Set<RunId> listed;
        /// Of [#runs] those that it did not know when it was asked; judged once its results are listed.
        private List<RunId> unknown = List.of();

        private Round(WorkerEntry worker, long dueNanos) {
            this.worker = worker;
            this.dueNanos = dueNanos;
        }

        Set<RunId> runs() {
            return runs;
        }

        HeldDigests.Sum went() {
            return went;
        }

        @Nullable
        Set<RunId> listed() {
            return listed;
        }

        List<RunId> unknown() {
            return unknown;
        }
    }

    InventoryRounds(MachineState state) {
        this.state = state;
        this.intervalNanos = state.settings.failure().inventoryEvery().toNanos();
    }

    void registered(WorkerEntry worker) {
        if (intervalNanos > 0) {
            Round round = new Round(worker, state.nowNanos + intervalNanos);
            rounds.put(worker.id(), round);
            byTime.add(round);
        }
    }

    void lost(WorkerEntry worker) {
        Round round = rounds.remove(worker.id());
        if (round != null) {
            byTime.remove(round);
        }
    }

    /// Asks whoever is due. Nothing may be told to any worker after this in a turn.
    void ask() {
        for (int asked = 0; asked < CHECKS_PER_TURN && dueNanos() <= state.nowNanos; asked++) {
            Round round = byTime.removeFirst();
            round.dueNanos = state.nowNanos + intervalNanos;
            byTime.add(round);
            if (round.number == 0) {
                ask(round);
            } else if (isOverdue(round)) {
                state.defects = state.defects.plusSilentCheck();
                state.outbox.warn("worker " + round.worker + " speaks, but did not say for "
                        + (state.nowNanos - round.askedNanos) / 1_000_000_000 + " s what it has; it is asked again");
                ask(round);
            }
        }
    }

    /// A worker that was silent speaks again, in the order of what it had to say: its answer may come behind.
    void spokeAgain(WorkerEntry worker) {
        Round round = rounds.get(worker.id());
        if (round != null) {
            round.askedNanos = state.nowNanos;
        }
    }

    /// The event loop was held up: answers wait to be heard.
    void wasHeldUp() {
        rounds.values().forEach(round -> round.askedNanos = state.nowNanos);
    }

    /// A worker that is silent, or that cannot hear, is found out in other ways.
    private boolean isOverdue(Round round) {
        long deadNanos = state.settings.failure().deadAfter().toNanos();
        return !round.worker.isSuspect() && state.nowNanos - round.askedNanos >= deadNanos;
    }

    private void ask(Round round) {
        int slot = round.worker.slot();
        Set<RunId> runs = new TreeSet<>();
        for (int task = state.runs.first(slot); task != TaskTable.NONE; task = state.runs.next(task)) {
            runs.add(state.tasks.run(task));
        }
        state.hedges.copiesOn(slot, runs::add);
        round.number = ++lastNumber;
        round.askedNanos = state.nowNanos;
        round.runs = runs;
        round.went = state.tasks.held().went(slot);
        round.listed = null;
        round.unknown = List.of();
        state.outbox.tellLast(round.worker.id(), new WorkerInstruction.CheckInventory(round.number));
    }

    /// What differs is looked at one by one. From here on the worker has what it lists, and what it is told to drop
    /// from here on it may still have.
    ///
    /// @param unknown runs that it does not know, which may have ended with a result
    void list(Round round, List<RunId> unknown) {
        round.number = ++lastNumber;
        round.askedNanos = state.nowNanos;
        round.listed = new TreeSet<>();
        round.unknown = unknown;
        state.outbox.tell(round.worker.id(), new WorkerInstruction.ListResults(round.number));
        state.outbox.watch(round.worker.id());
    }

    /// The question has its answer.
    void end(Round round) {
        round.number = 0;
        round.runs = Set.of();
        round.listed = null;
        round.unknown = List.of();
        state.outbox.unwatch(round.worker.id());
    }

    /// The round of a worker that is asked that, null where it is not.
    @Nullable
    Round find(WorkerEntry worker, long number) {
        Round round = rounds.get(worker.id());
        return round != null && number != 0 && round.number == number ? round : null;
    }

    /// The round of a worker that lists its results, null where it does not.
    @Nullable
    Round findListing(WorkerEntry worker) {
        Round round = rounds.get(worker.id());
        return round != null && round.listed != null ? round : null;
    }

    /// When somebody is to be asked, `Long.MAX_VALUE` where nobody is.
    long dueNanos() {
        return byTime.isEmpty() ? Long.MAX_VALUE : byTime.first().dueNanos;
    }

    /// Open questions and their times by worker, for digests.
    Map<WorkerId, Long> open() {
        Map<WorkerId, Long> open = new TreeMap<>();
        rounds.forEach((worker, round) -> open.put(worker, round.number * 31 + round.dueNanos));
        return open;
    }

    int size() {
        return rounds.size();
    }
}
