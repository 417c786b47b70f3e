package io.quern.scheduler.lifecycle;

import io.quern.core.graph.StageInput;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.Planning;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerInstruction.AssignPlanner;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.task.OutputMeasure;
import io.quern.scheduler.graph.Stage;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.List;

/// Tells workers what to run, and what they need to know for it.
final class Assignments {
    private final MachineState state;
    private final TaskTable tasks;

    Assignments(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    /// Sends a run of a task whose inputs are in memory.
    void assign(int task, RunId run, WorkerEntry worker) {
        TaskGroup group = tasks.group(task);
        int partition = tasks.partition(task);
        define(task, worker);
        List<List<ResultLocation>> inputs = new ArrayList<>(group.inputLists());
        for (int list = 0; list < group.inputLists(); list++) {
            inputs.add(isMeasured(group, list) ? List.of() : locate(group, partition, list, worker));
        }
        AssignTask assign = new AssignTask(
                run, group.functionOf(partition), tasks.priority(task), group.argument(partition), inputs);
        boolean isPlanner = group instanceof Stage stage && stage.spec().isPlanner();
        state.outbox.tell(worker.id(), isPlanner ? new AssignPlanner(assign, planning((Stage) group)) : assign);
    }

    private List<ResultLocation> locate(TaskGroup group, int partition, int list, WorkerEntry worker) {
        List<ResultLocation> locations = new ArrayList<>();
        group.visitInput(partition, list, (upstream, from, to) -> {
            for (int input = upstream.firstTask() + from; input < upstream.firstTask() + to; input++) {
                ensureReadable(input, worker);
                locations.add(locate(input));
            }
        });
        return locations;
    }

    private static boolean isMeasured(TaskGroup group, int list) {
        return group instanceof Stage stage && stage.spec().inputs().get(list) instanceof StageInput.Measured;
    }

    private Planning planning(Stage planner) {
        List<Planning.MeasuredInput> measured = new ArrayList<>();
        for (int list = 0; list < planner.inputLists(); list++) {
            if (planner.spec().inputs().get(list) instanceof StageInput.Measured input) {
                measured.add(new Planning.MeasuredInput(list, measure(planner, list, input.counters())));
            }
        }
        return new Planning(planner.graph().stages().size(), measured);
    }

    private List<OutputMeasure> measure(Stage planner, int list, List<String> counters) {
        List<OutputMeasure> outputs = new ArrayList<>();
        planner.visitInput(0, list, (upstream, from, to) -> {
            for (int partition = from; partition < to; partition++) {
                outputs.add(new OutputMeasure(
                        tasks.sizeBytes(upstream.firstTask() + partition),
                        ((Stage) upstream).measures(partition, counters)));
            }
        });
        return outputs;
    }

    /// Tells a worker of what code an input from another one is: by the function that made it.
    private void ensureReadable(int input, WorkerEntry worker) {
        if (!tasks.group(input).codeSet().isNone() && !tasks.isHeldBy(input, worker.slot())) {
            define(input, worker);
        }
    }

    /// Tells a worker the function of a task, if it does not know it.
    void define(int task, WorkerEntry worker) {
        TaskGroup group = tasks.group(task);
        int function = group.functionOf(tasks.partition(task));
        if (group.definedOn(function).get(worker.slot())) {
            return;
        }
        group.definedOn(function).set(worker.slot());
        group.graph().toldWorkers().set(worker.slot());
        state.outbox.tell(
                worker.id(),
                new WorkerInstruction.DefineFunction(
                        group.graph().id(),
                        group.number(),
                        function,
                        group.functionName(function),
                        group.size(),
                        group.code(function),
                        group.codeSet(),
                        group.exchanges()));
    }

    /// Where a result in memory is.
    ResultLocation locate(int task) {
        List<Holder> holders = new ArrayList<>(1);
        holders.add(state.roster.at(tasks.firstHolder(task)).holder());
        for (int slot : tasks.moreHolders(task)) {
            holders.add(state.roster.at(slot).holder());
        }
        return new ResultLocation(tasks.run(task), tasks.sizeBytes(task), holders);
    }
}
