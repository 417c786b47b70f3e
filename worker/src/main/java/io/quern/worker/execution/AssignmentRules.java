package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerMessage.InputLost;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Steps from an assignment to a run that has its inputs.
final class AssignmentRules {
    private AssignmentRules() {}

    static WorkerTaskPhase assign(WorkerState state, TaskEntry entry, TaskStep.Assigned step) {
        AssignTask task = step.task();
        entry.function = state.function(task.run(), task.function());
        entry.assignment = task;
        entry.planning = step.planning();
        entry.priority = task.priority();
        if (!task.inputs().isEmpty()) {
            need(state, entry, task);
        }
        return readyIfComplete(state, entry);
    }

    private static void need(WorkerState state, TaskEntry entry, AssignTask task) {
        TreeMap<RunId, ResultLocation> inputs = new TreeMap<>();
        List<Integer> exchanges =
                Objects.requireNonNull(entry.function).definition.exchanges();
        for (int pattern = 0; pattern < task.inputs().size(); pattern++) {
            if (!exchanges.contains(pattern)) {
                for (ResultLocation location : task.inputs().get(pattern)) {
                    inputs.putIfAbsent(location.result(), location);
                }
            }
        }
        entry.inputs = List.copyOf(inputs.keySet());
        for (ResultLocation location : inputs.values()) {
            TaskEntry held = state.entries.get(location.result());
            if (held == null || held.phase != WorkerTaskPhase.MEMORY) {
                entry.missing++;
            }
            state.follow(new TaskStep.Needed(location.result(), entry.run, entry.priority, location));
        }
    }

    static WorkerTaskPhase need(WorkerState state, TaskEntry entry, TaskStep.Needed step) {
        addCandidates(state, entry, step.location());
        if (entry.candidates.isEmpty()) {
            Holder named = step.location().holders().getFirst();
            state.follow(new TaskStep.InputMissing(step.dependent(), entry.run, named));
            return WorkerTaskPhase.FORGOTTEN;
        }
        entry.dependents.add(step.dependent());
        entry.priority = step.priority();
        state.fetches.add(entry);
        return WorkerTaskPhase.FETCH;
    }

    static WorkerTaskPhase needAgain(WorkerState state, TaskEntry entry, TaskStep.Needed step) {
        boolean isQueued = state.fetches.remove(entry);
        addCandidates(state, entry, step.location());
        entry.isDropWanted = false;
        entry.dependents.add(step.dependent());
        entry.priority = Math.min(entry.priority, step.priority());
        if (isQueued) {
            state.fetches.add(entry);
        }
        return entry.phase;
    }

    /// Where the scheduler had asked to drop it, it no longer counts this worker among the holders: it is told again.
    static WorkerTaskPhase needHeld(WorkerState state, TaskEntry entry, TaskStep.Needed step) {
        entry.dependents.add(step.dependent());
        if (entry.isDropWanted) {
            entry.isDropWanted = false;
            state.tell(new ReplicaAdded(entry.run));
        }
        return WorkerTaskPhase.MEMORY;
    }

    static WorkerTaskPhase inputArrived(WorkerState state, TaskEntry entry, TaskStep.InputArrived step) {
        entry.missing--;
        return readyIfComplete(state, entry);
    }

    static WorkerTaskPhase inputMissing(WorkerState state, TaskEntry entry, TaskStep.InputMissing step) {
        state.tell(new InputLost(entry.run, step.input(), step.last().worker()));
        state.releaseInputs(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    static WorkerTaskPhase nothing(WorkerState state, TaskEntry entry, TaskStep.InputMissing step) {
        return WorkerTaskPhase.FORGOTTEN;
    }

    private static WorkerTaskPhase readyIfComplete(WorkerState state, TaskEntry entry) {
        if (entry.missing > 0) {
            return WorkerTaskPhase.WAITING;
        }
        state.ready.add(entry);
        return WorkerTaskPhase.READY;
    }

    /// Holders other than this worker, beginning at a place that differs from worker to worker and from partition to
    /// partition: many fetchers of one result do not all begin with the same holder.
    static void addCandidates(WorkerState state, TaskEntry entry, ResultLocation location) {
        long self = Objects.requireNonNull(state.worker).value();
        entry.expectedBytes = location.sizeBytes();
        List<Holder> others = new ArrayList<>();
        for (Holder holder : location.holders()) {
            if (holder.worker().value() != self) {
                others.add(holder);
            }
        }
        for (int i = 0; i < others.size(); i++) {
            int at = Math.floorMod(self + entry.run.task().partition() + i, others.size());
            Holder holder = others.get(at);
            if (!entry.candidates.contains(holder) && !holder.equals(entry.source)) {
                entry.candidates.add(holder);
            }
        }
    }
}
