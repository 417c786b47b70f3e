package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage.InventoryTold;
import io.quern.core.message.WorkerMessage.OfferResults;
import io.quern.core.message.WorkerMessage.OfferedResult;
import io.quern.scheduler.graph.HeldDigests;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The watchdog: compares what workers have with what is believed of them, and mends what differs.
///
/// Streams are ordered, so nothing that is on its way is taken for a difference:
///
/// - A run that the worker was given before the question, and which it had not ended before its answer, it has.
/// - A run that it has, it was given before the question.
/// - A result that is believed to be with it now it has: it said so before its answer, and was not told to drop it.
/// - A result that it lists is believed to be with it, or it was told to drop it after it was asked for the list.
///
/// So what differs is a defect, and is said and counted as one. A lost run is given out again without blame, a lost
/// result counts as a lost replica, a stray run is cancelled; a stray result is taken where it is wanted, else
/// dropped. Results are compared by count and digest; only where these differ are they listed, at the cost of a
/// look at every task. Then runs are judged behind them: one that the worker does not know may have ended with a
/// result that is there, and what ran must not run again where it makes an actor or calls one.
final class InventoryEvents {
    /// Named in one line of the log.
    private static final int NAMED_MAX = 10;

    private final MachineState state;
    private final RunEvents runs;
    private final ResultOffers offers;

    InventoryEvents(MachineState state, RunEvents runs, ResultOffers offers) {
        this.state = state;
        this.runs = runs;
        this.offers = offers;
    }

    /// Results that a worker holds; asked for, or behind its registration.
    void offered(WorkerEntry worker, OfferResults message) {
        InventoryRounds.Round round = state.inventories.findListing(worker);
        if (round == null) {
            offers.offered(worker, message);
            return;
        }
        Set<RunId> listed = Objects.requireNonNull(round.listed(), "listed");
        List<RunId> strays = new ArrayList<>();
        for (OfferedResult offer : message.results()) {
            listed.add(offer.run());
            int task = runs.currentResult(offer.run());
            boolean isExpected = task != TaskTable.NONE && state.tasks.isHeldBy(task, worker.slot());
            if (!isExpected && !state.outbox.isDroppedSince(worker.id(), offer.run())) {
                strays.add(offer.run());
                if (!runs.found(worker, offer)) {
                    offers.judge(worker, offer);
                }
            }
        }
        state.defects = state.defects.plusResults(0, strays.size());
        warn(worker, "has results that it should not have", strays, "they are taken where they are wanted, or dropped");
    }

    /// What a worker has, at the place in its stream where it was asked.
    void told(WorkerEntry worker, InventoryTold message) {
        InventoryRounds.Round round = state.inventories.find(worker, message.number());
        if (round == null) {
            state.dropped = state.dropped.plusPeer();
            return;
        }
        Set<RunId> listed = round.listed();
        if (listed != null) {
            List<RunId> unknown = round.unknown();
            state.inventories.end(round);
            loseResults(worker, listed);
            loseRuns(worker, unknown);
            return;
        }
        HeldDigests.Sum expected = state.tasks.held().came(worker.slot()).minus(round.went());
        Set<RunId> given = round.runs();
        Set<RunId> known = new TreeSet<>(message.runs());
        List<RunId> unknown = given.stream().filter(run -> !known.contains(run)).toList();
        state.inventories.end(round);
        cancelStrays(worker, known.stream().filter(run -> !given.contains(run)).toList());
        if (expected.equals(new HeldDigests.Sum(message.results(), message.digest()))) {
            loseRuns(worker, unknown);
        } else {
            state.inventories.list(round, unknown);
        }
    }

    private void cancelStrays(WorkerEntry worker, List<RunId> strays) {
        strays.forEach(run -> state.outbox.tell(worker.id(), new WorkerInstruction.CancelRun(run)));
        state.defects = state.defects.plusRuns(0, strays.size());
        warn(worker, "has runs that it should not have", strays, "they are cancelled");
    }

    private void loseRuns(WorkerEntry worker, List<RunId> unknown) {
        List<RunId> lost =
                unknown.stream().filter(run -> runs.lose(worker, run)).toList();
        state.defects = state.defects.plusRuns(lost.size(), 0);
        warn(worker, "does not know runs that it was given", lost, "they are given out again");
    }

    private void loseResults(WorkerEntry worker, Set<RunId> listed) {
        List<RunId> lost = new ArrayList<>();
        for (int task = 0; task < state.tasks.end(); task++) {
            boolean isBelieved =
                    state.tasks.phase(task) == TaskPhase.MEMORY && state.tasks.isHeldBy(task, worker.slot());
            if (isBelieved && !listed.contains(state.tasks.run(task))) {
                lost.add(state.tasks.run(task));
                runs.loseReplica(task, worker);
            }
        }
        state.defects = state.defects.plusResults(lost.size(), 0);
        warn(worker, "does not have results that it said to hold", lost, "they are made again where they are needed");
    }

    private void warn(WorkerEntry worker, String what, List<RunId> which, String remedy) {
        if (!which.isEmpty()) {
            state.outbox.warn("worker " + worker + " " + what + ": "
                    + which.subList(0, Math.min(NAMED_MAX, which.size()))
                    + (which.size() > NAMED_MAX ? " and " + (which.size() - NAMED_MAX) + " more" : "") + "; " + remedy
                    + ". This is a defect of Quern: please report it, with the logs of both");
        }
    }
}
