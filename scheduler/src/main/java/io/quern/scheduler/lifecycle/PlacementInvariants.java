package io.quern.scheduler.lifecycle;

import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.FairShare;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What holds between events of where tasks run, recomputed from scratch.
///
/// 1. A worker counts the time and the resources of its runs rightly, and has given away no more of them than it has.
/// 2. A task with strict wishes runs only where they are met.
/// 3. A client's share is the number of its runs that are not blocked.
/// 4. A lane counts the workers that could run its tasks.
final class PlacementInvariants {
    private final MachineState state;
    private final TaskTable tasks;

    PlacementInvariants(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    void check() {
        long[] expectedNanos = new long[state.roster.slots()];
        long[] memoryBytes = new long[state.roster.slots()];
        Map<Integer, Map<String, Long>> resources = new TreeMap<>();
        Map<FairShare, Integer> running = new HashMap<>();
        for (int task = 0; task < tasks.end(); task++) {
            if (tasks.phase(task) == TaskPhase.PROCESSING) {
                int slot = tasks.runner(task);
                ReadyLane lane = state.ready.lane(task);
                Requirement requirement = lane.requirement();
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
        for (WorkerEntry worker : state.roster.all()) {
            require(worker + "'s expected time", expectedNanos[worker.slot()], worker.expectedNanos());
            require(worker + "'s taken memory", memoryBytes[worker.slot()], worker.takenMemoryBytes());
            require(
                    worker + "'s taken resources",
                    resources.getOrDefault(worker.slot(), Map.of()),
                    worker.takenResources());
            if (worker.isOverCommitted()) {
                throw broken(worker + " has given away more than it has: " + worker.takenResources() + ", "
                        + worker.takenMemoryBytes() + " bytes");
            }
        }
        for (FairShare share : state.ready.shares()) {
            require("runs of a client", running.getOrDefault(share, 0), share.running());
            share.lanes().forEach(this::checkLane);
        }
    }

    private void checkLane(ReadyLane lane) {
        long admitting =
                state.roster.all().stream().filter(lane.requirement()::admits).count();
        require("workers for " + lane.requirement(), (int) admitting, lane.admittingWorkers());
    }

    private void require(String what, Object expected, Object counted) {
        if (!expected.equals(counted)) {
            throw broken(what + " should be " + expected + ", counted " + counted);
        }
    }

    private IllegalStateException broken(String complaint) {
        return new IllegalStateException(complaint + "; last event: " + state.event);
    }
}
