package io.quern.worker.execution;

import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerMessage.AskCommit;
import io.quern.core.message.WorkerMessage.InputLost;
import io.quern.core.message.WorkerMessage.StagesPlanned;
import io.quern.core.message.WorkerMessage.TaskFailed;
import io.quern.core.message.WorkerMessage.TaskStarted;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.worker.execution.ExecutionEvent.RunSucceeded;
import io.quern.worker.execution.story.WorkerTaskPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Steps of a run that has a slot.
final class RunRules {
    private RunRules() {}

    /// A run that is handed over ahead of a free slot is told as started as well: should the process die, any of
    /// those may be to blame, and one too many is tried alone where one too few would be tried again and again.
    static WorkerTaskPhase start(WorkerState state, TaskEntry entry, TaskStep.SlotGiven step) {
        AssignTask task = Objects.requireNonNull(entry.assignment);
        state.ready.remove(entry);
        state.executing++;
        state.tell(new TaskStarted(entry.run));
        DefineFunction function = Objects.requireNonNull(entry.function).definition;
        state.instruct(new ExecutionInstruction.StartRun(
                entry.run,
                function,
                task.argument(),
                inputs(task, function),
                exchanges(task, function),
                entry.planning));
        return WorkerTaskPhase.EXECUTING;
    }

    private static List<List<RunId>> inputs(AssignTask task, DefineFunction function) {
        if (task.inputs().isEmpty()) {
            return List.of();
        }
        List<List<RunId>> inputs = new ArrayList<>(task.inputs().size());
        for (int pattern = 0; pattern < task.inputs().size(); pattern++) {
            inputs.add(
                    function.exchanges().contains(pattern)
                            ? List.of()
                            : task.inputs().get(pattern).stream()
                                    .map(ResultLocation::result)
                                    .toList());
        }
        return inputs;
    }

    private static Map<Integer, List<ResultLocation>> exchanges(AssignTask task, DefineFunction function) {
        if (function.exchanges().isEmpty()) {
            return Map.of();
        }
        Map<Integer, List<ResultLocation>> exchanges = new TreeMap<>();
        function.exchanges()
                .forEach(pattern -> exchanges.put(pattern, task.inputs().get(pattern)));
        return exchanges;
    }

    static WorkerTaskPhase succeed(WorkerState state, TaskEntry entry, TaskStep.Succeeded step) {
        giveSlotBack(state, entry);
        RunSucceeded end = step.end();
        entry.sizeBytes = end.sizeBytes();
        state.liveBytes += end.sizeBytes();
        TaskSucceeded told =
                new TaskSucceeded(entry.run, end.sizeBytes(), end.elapsedNanos(), end.counters(), end.shortValue());
        StagePlan plan = end.plan();
        state.tell(plan == null ? told : new StagesPlanned(told, plan));
        Objects.requireNonNull(entry.function).ranFor(end.elapsedNanos(), entry.sizeBytes);
        state.releaseInputs(entry);
        return WorkerTaskPhase.MEMORY;
    }

    static WorkerTaskPhase fail(WorkerState state, TaskEntry entry, TaskStep.Failed step) {
        giveSlotBack(state, entry);
        state.tell(new TaskFailed(entry.run, step.failure()));
        Objects.requireNonNull(entry.function).surprised();
        state.releaseInputs(entry);
        return WorkerTaskPhase.ERROR;
    }

    /// It is not to blame: its input has to be made again, or has other holders by now.
    static WorkerTaskPhase loseInput(WorkerState state, TaskEntry entry, TaskStep.InputGone step) {
        giveSlotBack(state, entry);
        state.tell(new InputLost(entry.run, step.input(), step.last()));
        Objects.requireNonNull(entry.function).surprised();
        state.releaseInputs(entry);
        return WorkerTaskPhase.FORGOTTEN;
    }

    /// A run may end while a thread that it started still waits for other tasks: then it has no slot.
    private static void giveSlotBack(WorkerState state, TaskEntry entry) {
        if (entry.phase == WorkerTaskPhase.EXECUTING) {
            state.executing--;
        }
        state.resuming.remove(entry);
    }

    static WorkerTaskPhase askCommit(WorkerState state, TaskEntry entry, TaskStep.CommitAwaited step) {
        state.tell(new AskCommit(entry.run));
        return entry.phase;
    }

    static WorkerTaskPhase passAnswer(WorkerState state, TaskEntry entry, TaskStep.CommitAnswered step) {
        state.instruct(new ExecutionInstruction.PassCommitAnswer(entry.run, step.isGranted()));
        return entry.phase;
    }

    static WorkerTaskPhase answerTooLate(WorkerState state, TaskEntry entry, TaskStep.CommitAnswered step) {
        state.staleEvents++;
        return entry.phase;
    }
}
