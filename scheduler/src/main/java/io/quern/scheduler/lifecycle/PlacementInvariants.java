package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.HeldDigests;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.FairShare;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What holds between events of where tasks run, recomputed from scratch.
///
/// 1. A worker counts the time and the resources of its runs rightly, and has given away no more of them than it has.
/// 2. A task with strict wishes runs only where they are met.
/// 3. A client's share is the number of its runs that are not blocked.
/// 4. A lane counts the workers that could run its tasks, and are not about to leave.
/// 5. A worker lists its runs; one that has begun is not recalled.
/// 6. What a worker is believed to hold is summed up rightly.
final class PlacementInvariants {
    private final MachineState state;
    private final TaskTable tasks;

    PlacementInvariants(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    void check() {
        checkHeld();
        long[] expectedNanos = new long[state.roster.slots()];
        long[] memoryBytes = new long[state.roster.slots()];
        Map<Integer, Map<String, Long>> resources = new TreeMap<>();
        Map<FairShare, Integer> running = new HashMap<>();
        int[] listed = new int[state.roster.slots()];
        for (int task = 0; task < tasks.end(); task++) {
            if (tasks.phase(task) == TaskPhase.PROCESSING) {
                int slot = tasks.runner(task);
                ReadyLane lane = state.ready.lane(task);
                Requirement requirement = lane.requirement();
                if (tasks.isRecalled(task) && tasks.isStarted(task)) {
                    throw broken("task " + tasks.key(task) + " is recalled although it has begun");
                }
                listed[slot] += isListed(task, slot) ? 1 : 0;
                if (!requirement.admits(state.roster.at(slot))) {
                    throw broken("task " + tasks.key(task) + " asks for " + requirement + " but runs on "
                            + state.roster.at(slot));
                }
                if (!tasks.isBlocked(task)) {
                    expectedNanos[slot] += tasks.expectedNanos(task);
                    running.merge(lane.share(), 1, Integer::sum);
                }
                memoryBytes[slot] += requirement.memoryBytes();
                requirement
                        .resources()
                        .forEach((name, amount) -> resources
                                .computeIfAbsent(slot, _ -> new TreeMap<>())
                                .merge(name, amount, Long::sum));
            }
        }
        for (var copy : state.hedges.copySlots().entrySet()) {
            Requirement requirement = state.ready.lane(copy.getKey()).requirement();
            int slot = copy.getValue();
            listed[slot]++;
            expectedNanos[slot] += tasks.expectedNanos(copy.getKey());
            running.merge(state.ready.lane(copy.getKey()).share(), 1, Integer::sum);
            memoryBytes[slot] += requirement.memoryBytes();
            requirement
                    .resources()
                    .forEach((name, amount) -> resources
                            .computeIfAbsent(slot, _ -> new TreeMap<>())
                            .merge(name, amount, Long::sum));
            if (tasks.phase(copy.getKey()) != TaskPhase.PROCESSING) {
                throw broken("task " + tasks.key(copy.getKey()) + " has a second copy but is not processing");
            }
        }
        for (WorkerEntry worker : state.roster.all()) {
            require("listed runs of ", worker, worker.assigned(), listed[worker.slot()]);
            require("expected time of ", worker, expectedNanos[worker.slot()], worker.expectedNanos());
            require("taken memory of ", worker, memoryBytes[worker.slot()], worker.takenMemoryBytes());
            require(
                    "taken resources of ",
                    worker,
                    resources.getOrDefault(worker.slot(), Map.of()),
                    worker.takenResources());
            if (worker.isOverCommitted()) {
                throw broken(worker + " has given away more than it has: " + worker.takenResources() + ", "
                        + worker.takenMemoryBytes() + " bytes");
            }
        }
        for (FairShare share : state.ready.shares()) {
            require("runs of a client", "", running.getOrDefault(share, 0), share.running());
            share.lanes().forEach(this::checkLane);
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

    private boolean isListed(int task, int slot) {
        int run = state.runs.first(slot);
        while (run != TaskTable.NONE && run != task) {
            run = state.runs.next(run);
        }
        return run == task;
    }

    private void checkLane(ReadyLane lane) {
        long admitting = state.roster.all().stream()
                .filter(worker -> worker.status() != WorkerStatus.RETIRING)
                .filter(lane.requirement()::admits)
                .count();
        require("workers for ", lane.requirement(), (int) admitting, lane.admittingWorkers());
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
