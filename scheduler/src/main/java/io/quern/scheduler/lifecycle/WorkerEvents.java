package io.quern.scheduler.lifecycle;

import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.message.WorkerMessage.PredecessorDied;
import io.quern.core.message.WorkerMessage.RegisterWorker;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.Graph;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Workers that come and go.
final class WorkerEvents {
    /// A look-out that comes so much too late shows that the event loop was held up, not that workers were silent.
    private static final long LATE_NANOS = 2_000_000_000;

    private final MachineState state;
    private final TaskSteps steps;
    private final JobEnds ends;
    private long nextWatchNanos = Long.MAX_VALUE;

    WorkerEvents(MachineState state, TaskSteps steps, JobEnds ends) {
        this.state = state;
        this.steps = steps;
        this.ends = ends;
    }

    void registered(WorkerId id, RegisterWorker registration) {
        if (registration.threads() < 1) {
            String reason = "worker " + registration.name() + " has " + registration.threads()
                    + " threads; start it with at least 1";
            state.outbox.tell(id, new WorkerInstruction.StopWorker(reason, false));
            state.outbox.add(new Instruction.DisconnectWorker(id, reason));
            state.outbox.warn(reason);
            return;
        }
        loseIncarnationsBefore(registration.dataAddress());
        WorkerEntry worker = state.roster.add(id, registration, state.nowNanos);
        state.scatters.workerJoined(worker);
        state.copies.workersChanged();
        watchSoon();
        state.life.workerCame(state.nowNanos);
        state.inventories.registered(worker);
        state.outbox.tell(id, new WorkerInstruction.WorkerAccepted(id, state.epoch));
        state.outbox.note("worker " + worker + " registered: " + worker.threads() + " threads, "
                + registration.memoryBytes() + " bytes of memory, data at " + registration.dataAddress() + "; "
                + state.roster.size() + " workers now");
        state.ready.workerJoined(worker, steps::unsettle);
    }

    /// A process has one data address, and one stream at a time: who registers from the address of another has taken
    /// its place, and has ended what that one ran. Its last words may be on their way yet, and are not heard.
    private void loseIncarnationsBefore(String dataAddress) {
        for (WorkerEntry before : state.roster.all()) {
            if (before.holder().dataAddress().equals(dataAddress)) {
                String reason = "its process has registered anew";
                lost(before, DeathReport.noticed(reason));
                state.outbox.add(new Instruction.DisconnectWorker(before.id(), reason));
            }
        }
    }

    /// The nanny's word comes after the death was noticed: it is added to what is known of the deaths under tasks.
    /// The name is what a worker's processes have in common; what ended with the last incarnation of that name,
    /// ended with the process.
    void predecessorDied(WorkerEntry worker, PredecessorDied died) {
        WorkerId gone = state.untoldEnds.take(worker);
        if (gone != null) {
            addEnd(gone, worker.name(), died);
        }
        state.outbox.warn("worker " + worker + " stands in for a process that " + died.exit()
                + (died.lastErrorLines().isEmpty()
                        ? ""
                        : "; last line of its stderr: " + died.lastErrorLines().getLast()));
    }

    private void addEnd(WorkerId gone, String name, PredecessorDied died) {
        state.deaths.forEach((task, deaths) -> {
            int last = deaths.size() - 1;
            while (last >= 0 && !deaths.get(last).id().equals(gone)) {
                last--;
            }
            if (last >= 0 && deaths.get(last).report().exit().isEmpty()) {
                deaths.set(last, deaths.get(last).ended(died));
                if (died.isOutOfMemory()) {
                    runAloneNext(task);
                }
            }
        });
        state.actorLosses.workerEnded(gone, name, died.exit());
    }

    /// One of the runs took too much memory: each is tried a second time, alone, and with that a last time. One
    /// that has been given to another worker meanwhile goes on there.
    private void runAloneNext(int task) {
        if (state.tasks.phase(task) == TaskPhase.PROCESSING || state.ready.isLoner(task)) {
            return;
        }
        boolean isReady = state.ready.contains(task);
        if (isReady) {
            state.ready.remove(task);
        }
        while (state.tasks.deaths(task) < state.settings.failure().aloneAfterDeaths()) {
            state.tasks.addDeath(task);
        }
        if (isReady) {
            state.ready.add(task);
        }
    }

    /// A worker begins to be short of memory or of disk, or is so no more, or only tells its figures.
    void toldMemory(WorkerEntry worker, MemoryState memory) {
        MemoryState before = worker.memory();
        worker.setMemory(memory);
        if (memory.isPaused() != before.isPaused()) {
            state.outbox.note("worker " + worker
                    + (memory.isPaused()
                            ? " is short of memory and gets one task at a time: "
                            : " has memory for more tasks again: ")
                    + memory.liveBytes() + " of " + memory.limitBytes() + " bytes in use, " + memory.spilledBytes()
                    + " bytes of results spilled");
        }
        if (before.spillProblem().isEmpty() && !memory.spillProblem().isEmpty()) {
            state.outbox.warn(
                    "worker " + worker + " keeps results in memory that it should spill: " + memory.spillProblem());
        } else if (!before.spillProblem().isEmpty() && memory.spillProblem().isEmpty()) {
            state.outbox.note("worker " + worker + " can spill results again");
        }
    }

    /// Takes everything away from a worker that is no more.
    void lost(WorkerEntry worker, DeathReport report) {
        state.hedges.workerLost(worker);
        state.untoldEnds.lost(worker);
        state.faulty.workerLost(worker);
        state.scatters.workerLeft(worker);
        state.copies.workerLeft(worker);
        int slot = worker.slot();
        Map<Integer, TaskFailure> failures = new TreeMap<>();
        String memory = MemoryOfTheDead.describe(state, worker);
        int runs = 0;
        int results = 0;
        for (int task = 0; task < state.tasks.end(); task++) {
            TaskPhase phase = state.tasks.phase(task);
            if (phase == TaskPhase.PROCESSING && state.tasks.runner(task) == slot) {
                runs++;
                loseRun(task, worker, report, memory, failures);
            } else if (phase == TaskPhase.MEMORY && state.tasks.isHeldBy(task, slot)) {
                results += loseReplica(task, slot, report.toString());
            }
        }
        forgetSlot(worker);
        if (worker.status() != WorkerStatus.RETIRING) {
            state.ready.workerLeft(worker, steps::unsettle);
        }
        String note = "worker " + worker + " is lost (" + report + "): " + runs + " runs and " + results
                + " results with it; " + state.roster.size() + " workers now";
        if (runs + results == 0) {
            state.outbox.note(note);
        } else {
            state.outbox.warn(note);
        }
        failures.forEach(ends::fail);
    }

    private void loseRun(
            int task, WorkerEntry worker, DeathReport report, String memory, Map<Integer, TaskFailure> failures) {
        if (state.tasks.isActor(task)) {
            // It may be made by now, and is not made twice.
            steps.step(task, StepKind.ACTOR_LOST);
            state.actorLosses.lose(task, worker, report.toString());
            return;
        }
        // A call has no other worker to bring down.
        if (!state.tasks.isStarted(task) || state.tasks.isCall(task)) {
            steps.step(task, StepKind.WORKER_LOST);
            return;
        }
        state.tasks.addDeath(task);
        state.deaths
                .computeIfAbsent(task, _ -> new ArrayList<>())
                .add(new MachineState.Death(worker.id(), worker.name(), report, memory));
        if (state.tasks.deaths(task) >= state.settings.failure().failAfterDeaths()) {
            steps.step(task, StepKind.BLAMED);
            failures.put(task, ends.blame(task));
        } else {
            steps.step(task, StepKind.WORKER_LOST);
        }
    }

    /// Takes one holder of a result away. With that of an actor the actor is gone.
    ///
    /// @param how what became of it, for people
    /// @return 1 where it was the last one, else 0
    int loseReplica(int task, int slot, String how) {
        state.tasks.removeHolder(task, slot);
        if (state.tasks.isActor(task)) {
            steps.step(task, StepKind.ACTOR_LOST);
            state.actorLosses.lose(task, state.roster.at(slot), how);
            return 1;
        }
        state.copies.touched(task);
        if (state.tasks.firstHolder(task) == TaskTable.NONE) {
            state.copies.left(task);
            if (state.tasks.isScattered(task)) {
                state.scatters.lost(task, state.roster.at(slot), how);
            }
            steps.step(task, StepKind.RESULT_LOST);
            return 1;
        }
        steps.step(task, StepKind.REPLICA_LOST);
        return 0;
    }

    private void forgetSlot(WorkerEntry worker) {
        for (Graph graph : state.graphs()) {
            graph.toldWorkers().clear(worker.slot());
            graph.groups().forEach(group -> group.forgetSlot(worker.slot()));
        }
        state.preferences.values().removeIf(worker.id()::equals);
        state.tasks.held().clear(worker.slot());
        state.inventories.lost(worker);
        state.outbox.forget(worker.id());
        state.roster.remove(worker);
    }

    /// A sign of life.
    void spoke(WorkerEntry worker) {
        worker.setLastSpokeNanos(state.nowNanos);
        if (worker.isSuspect()) {
            worker.setSuspect(false);
            state.inventories.spokeAgain(worker);
            watchSoon();
            state.outbox.note("worker " + worker + " speaks again");
        }
    }

    private void watchSoon() {
        nextWatchNanos = Math.min(
                nextWatchNanos,
                state.nowNanos + state.settings.failure().suspectAfter().toNanos());
    }

    /// When to look for silence, `Long.MAX_VALUE` where no worker is registered.
    long nextWatchNanos() {
        return nextWatchNanos;
    }

    /// Looks for silence, if it is time to. Where the event loop itself was held up, silence says nothing, and counting
    /// begins anew.
    void watch() {
        if (state.nowNanos < nextWatchNanos) {
            return;
        }
        boolean isLate = state.nowNanos - nextWatchNanos > LATE_NANOS;
        if (isLate) {
            state.inventories.wasHeldUp();
        }
        long suspectNanos = state.settings.failure().suspectAfter().toNanos();
        long deadNanos = state.settings.failure().deadAfter().toNanos();
        long next = Long.MAX_VALUE;
        List<WorkerEntry> dead = new ArrayList<>();
        for (WorkerEntry worker : state.roster.all()) {
            if (isLate) {
                worker.setLastSpokeNanos(state.nowNanos);
            }
            long silentNanos = state.nowNanos - worker.lastSpokeNanos();
            if (silentNanos >= deadNanos) {
                dead.add(worker);
                continue;
            }
            if (silentNanos >= suspectNanos && !worker.isSuspect()) {
                worker.setSuspect(true);
                state.outbox.warn("worker " + worker + " is silent; it gets nothing new until it speaks");
            }
            next = Math.min(next, worker.lastSpokeNanos() + (worker.isSuspect() ? deadNanos : suspectNanos));
        }
        for (WorkerEntry worker : dead) {
            String reason = "silent for " + (state.nowNanos - worker.lastSpokeNanos()) / 1_000_000_000 + " s";
            lost(worker, DeathReport.noticed(reason));
            state.outbox.add(new Instruction.DisconnectWorker(worker.id(), reason));
        }
        nextWatchNanos = next;
    }
}
