package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.HeldDigests;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.FairShare;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What holds between events of where tasks run, recomputed from scratch.
///
/// 1. A worker counts its runs, their time and what they take rightly, those apart that create data or are
///    blocked, and has given away no more than it has.
/// 2. A task with strict wishes runs only where they are met, and its second copy on another worker, as another
///    attempt.
/// 3. A client's share is the number of its runs that are not blocked.
/// 4. A lane counts the workers that could run its tasks, and are not about to leave, and has its tasks in order.
/// 5. A worker lists its runs and no others; one that has begun is not recalled.
/// 6. What a worker is believed to hold is summed up rightly.
/// 7. Who has room is known, and in order; at most one worker is kept for a task that must run alone.
final class PlacementInvariants {
    private final MachineState state;
    private final TaskTable tasks;
    private final List<Tally> tallies = new ArrayList<>();
    private final Map<FairShare, Integer> running = new HashMap<>();

    /// What the runs of one worker take together.
    private static final class Tally {
        private int runs;
        private int producers;
        private int blocked;
        private long expectedNanos;
        private long memoryBytes;
        private final Map<String, Long> resources = new TreeMap<>();

        private void add(Requirement requirement, boolean isBlocked, long runNanos) {
            runs++;
            blocked += isBlocked ? 1 : 0;
            producers += requirement.isProducer() && !isBlocked ? 1 : 0;
            expectedNanos += isBlocked ? 0 : runNanos;
            memoryBytes += requirement.memoryBytes();
            requirement.resources().forEach((name, amount) -> resources.merge(name, amount, Long::sum));
        }
    }

    PlacementInvariants(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
        for (int slot = 0; slot < state.roster.slots(); slot++) {
            tallies.add(new Tally());
        }
    }

    void check() {
        checkHeld();
        for (int task = 0; task < tasks.end(); task++) {
            if (tasks.phase(task) == TaskPhase.PROCESSING) {
                checkRun(task);
            }
        }
        state.hedges.copySlots().forEach(this::checkCopy);
        Set<Integer> keptFor = new HashSet<>();
        for (WorkerEntry worker : state.roster.all()) {
            checkWorker(worker, tallies.get(worker.slot()));
            int lone = worker.loneTask();
            if (lone != TaskTable.NONE && !keptFor.add(lone)) {
                throw broken("two workers are kept for task " + tasks.key(lone));
            }
        }
        if (!state.roster.room().isOrdered()) {
            throw broken("workers with room are out of their order");
        }
        for (FairShare share : state.ready.shares()) {
            require("runs of a client", "", running.getOrDefault(share, 0), share.running());
            share.lanes().forEach(this::checkLane);
        }
    }

    private void checkRun(int task) {
        int slot = tasks.runner(task);
        ReadyLane lane = state.ready.lane(task);
        if (tasks.isRecalled(task) && tasks.isStarted(task)) {
            throw broken("task " + tasks.key(task) + " is recalled although it has begun");
        }
        if (!lane.requirement().admits(state.roster.at(slot))) {
            throw broken("task " + tasks.key(task) + " asks for " + lane.requirement() + " but runs on "
                    + state.roster.at(slot));
        }
        tallies.get(slot).add(lane.requirement(), tasks.isBlocked(task), tasks.expectedNanos(task));
        running.merge(lane.share(), tasks.isBlocked(task) ? 0 : 1, Integer::sum);
    }

    private void checkCopy(int task, int slot) {
        ReadyLane lane = state.ready.lane(task);
        if (tasks.phase(task) != TaskPhase.PROCESSING) {
            throw broken("task " + tasks.key(task) + " has a second copy but is not processing");
        }
        if (tasks.runner(task) == slot || state.hedges.isCopy(task, tasks.run(task), state.roster.at(slot))) {
            throw broken("task " + tasks.key(task) + " has a second copy that is its first run as well");
        }
        if (!lane.requirement().admits(state.roster.at(slot))) {
            throw broken("task " + tasks.key(task) + " asks for " + lane.requirement() + " but has a copy on "
                    + state.roster.at(slot));
        }
        tallies.get(slot).add(lane.requirement(), false, tasks.expectedNanos(task));
        running.merge(lane.share(), 1, Integer::sum);
    }

    private void checkWorker(WorkerEntry worker, Tally tally) {
        int slot = worker.slot();
        int copies = 0;
        for (int of : state.hedges.copySlots().values()) {
            copies += of == slot ? 1 : 0;
        }
        int listed = 0;
        for (int run = state.runs.first(slot); run != TaskTable.NONE; run = state.runs.next(run)) {
            listed++;
            if (tasks.phase(run) != TaskPhase.PROCESSING || tasks.runner(run) != slot) {
                throw broken(worker + " lists task " + tasks.key(run) + ", which does not run there");
            }
        }
        require("listed runs of ", worker, tally.runs - copies, listed);
        require("runs of ", worker, tally.runs, worker.assigned());
        require("blocked runs of ", worker, tally.blocked, worker.blocked());
        require("runs that create data of ", worker, tally.producers, worker.assignedProducers());
        require("expected time of ", worker, tally.expectedNanos, worker.expectedNanos());
        require("taken memory of ", worker, tally.memoryBytes, worker.takenMemoryBytes());
        require("taken resources of ", worker, tally.resources, worker.takenResources());
        if (worker.isOverCommitted()) {
            throw broken(worker + " has given away more than it has: " + worker.takenResources() + ", "
                    + worker.takenMemoryBytes() + " bytes");
        }
        if (!state.roster.room().isUpToDate(worker)) {
            throw broken("whether " + worker + " has room is noted wrongly");
        }
    }

    private void checkHeld() {
        int[] count = new int[state.roster.slots()];
        long[] digest = new long[state.roster.slots()];
        for (int task = 0; task < tasks.end(); task++) {
            for (int slot = 0; slot < count.length && tasks.phase(task) == TaskPhase.MEMORY; slot++) {
                if (tasks.isHeldBy(task, slot)) {
                    count[slot]++;
                    digest[slot] += tasks.run(task).digest();
                }
            }
        }
        for (WorkerEntry worker : state.roster.all()) {
            int slot = worker.slot();
            require(
                    "results of ",
                    worker,
                    new HeldDigests.Sum(count[slot], digest[slot]),
                    tasks.held().came(slot).minus(tasks.held().went(slot)));
        }
    }

    private void checkLane(ReadyLane lane) {
        long admitting = state.roster.all().stream()
                .filter(worker -> worker.status() != WorkerStatus.RETIRING)
                .filter(lane.requirement()::admits)
                .count();
        require("workers for ", lane.requirement(), (int) admitting, lane.admittingWorkers());
        if (!lane.isOrdered()) {
            throw broken("the tasks that ask for " + lane.requirement() + " are out of their order");
        }
    }

    private void require(String what, Object of, Object expected, Object counted) {
        if (!expected.equals(counted)) {
            throw broken(what + of + " should be " + expected + ", counted " + counted);
        }
    }

    private IllegalStateException broken(String complaint) {
        return new IllegalStateException(complaint + "; last event: " + state.event);
    }
}
