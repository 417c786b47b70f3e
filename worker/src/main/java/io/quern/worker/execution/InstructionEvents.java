package io.quern.worker.execution;

import io.quern.core.key.RunId;
import io.quern.core.message.Planning;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.AssignPlanner;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.CheckInventory;
import io.quern.core.message.WorkerInstruction.CopyResult;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropJob;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.DropStages;
import io.quern.core.message.WorkerInstruction.ListResults;
import io.quern.core.message.WorkerInstruction.RecallRun;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerInstruction.WorkerAccepted;
import io.quern.worker.execution.ExecutionInstruction.ForgetJob;
import io.quern.worker.execution.ExecutionInstruction.ForgetStages;
import io.quern.worker.execution.ExecutionInstruction.LearnCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the scheduler tells the worker, on the stream that is open.
final class InstructionEvents {
    private final WorkerState state;
    private final MachineSteps steps;
    private final StreamEvents streams;

    InstructionEvents(WorkerState state, MachineSteps steps, StreamEvents streams) {
        this.state = state;
        this.steps = steps;
        this.streams = streams;
    }

    void obey(WorkerInstruction instruction) {
        switch (instruction) {
            case WorkerAccepted accepted -> register(accepted);
            case DefineFunction function -> define(function);
            case AssignTask task -> assign(task, null);
            case AssignPlanner planner -> assign(planner.task(), planner.planning());
            case CancelRun cancel -> steps.takeIfKnown(new TaskStep.Cancelled(cancel.run()));
            case RecallRun recall -> steps.takeIfKnown(new TaskStep.Recalled(recall.run()));
            case CopyResult copy -> copy(copy.result());
            case DropResults drop -> {
                for (RunId result : drop.results()) {
                    steps.takeIfKnown(new TaskStep.Dropped(result));
                }
            }
            case CheckInventory check -> Inventory.tell(state, check.number());
            case ListResults list -> {
                Inventory.offer(state);
                Inventory.tell(state, list.number());
            }
            case DropStages drop -> forgetStages(drop);
            case DropJob drop -> {
                steps.abandon(entry -> entry.run.task().job().equals(drop.job()));
                state.stages.remove(drop.job());
                state.keptJobs.remove(drop.job());
                state.instruct(new ForgetJob(drop.job()));
            }
            case AnswerCommit answer ->
                steps.takeIfKnown(new TaskStep.CommitAnswered(answer.run(), answer.isGranted()));
            case StopWorker stop -> streams.stop(stop.reason(), stop.isStartedAnew());
        }
    }

    private void register(WorkerAccepted accepted) {
        if (state.worker != null) {
            throw new InvalidWorkerTransition("the scheduler registered this worker twice on one stream, as "
                    + state.worker + " and as " + accepted.worker());
        }
        state.worker = accepted.worker();
    }

    private void define(DefineFunction function) {
        Map<Integer, KnownFunction> ofStage = state.stages
                .computeIfAbsent(function.job(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(function.stage(), _ -> new LinkedHashMap<>());
        if (ofStage.isEmpty() && !function.codeSet().isNone()) {
            state.instruct(new LearnCode(function.job(), function.stage(), function.codeSet()));
        }
        KnownFunction earlier = ofStage.putIfAbsent(function.function(), new KnownFunction(function));
        if (earlier != null) {
            throw new InvalidWorkerTransition("function " + function.function() + " (" + function.name() + ") of stage "
                    + function.stage() + " of job " + function.job() + " was defined twice on one stream");
        }
    }

    private void forgetStages(DropStages drop) {
        Map<Integer, Map<Integer, KnownFunction>> ofJob = state.stages.get(drop.job());
        if (ofJob != null) {
            drop.stages().forEach(ofJob::remove);
            if (ofJob.isEmpty()) {
                state.stages.remove(drop.job());
            }
        }
        state.instruct(new ForgetStages(drop.job(), drop.stages()));
    }

    private void assign(AssignTask task, @Nullable Planning planning) {
        if (state.worker == null) {
            throw new InvalidWorkerTransition("run " + task.run() + " was assigned before this worker was registered");
        }
        steps.take(new TaskStep.Assigned(task, planning));
    }

    private void copy(ResultLocation location) {
        if (state.worker == null) {
            throw new InvalidWorkerTransition(
                    "a copy of " + location.result() + " was asked for before this worker was registered");
        }
        steps.take(new TaskStep.CopyWanted(location.result(), location));
    }
}
