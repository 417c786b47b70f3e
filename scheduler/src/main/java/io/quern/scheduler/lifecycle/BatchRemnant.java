package io.quern.scheduler.lifecycle;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.TaskKey;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;

/// What is left of a batch, as a batch: known tasks as they are, held and detached by whom they are now. Forgotten
/// ones keep their place and nothing else, so that nobody needs them and they need nobody.
final class BatchRemnant {
    private final BatchGroup group;
    private final TaskBatch whole;
    private final TaskTable tasks;

    private BatchRemnant(BatchGroup group, TaskTable tasks) {
        this.group = group;
        this.whole = group.spec();
        this.tasks = tasks;
    }

    /// The batch itself where nothing has changed.
    static TaskBatch of(BatchGroup group, TaskTable tasks) {
        BatchRemnant remnant = new BatchRemnant(group, tasks);
        return remnant.isWhole() ? remnant.whole : remnant.build();
    }

    private boolean isWhole() {
        for (int partition = 0; partition < whole.size(); partition++) {
            if (!isKnown(partition)
                    || whole.isWanted(partition) != isHeld(partition)
                    || whole.options(partition).isDetached() != isDetached(partition)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnown(int partition) {
        return tasks.phase(group.firstTask() + partition) != TaskPhase.FORGOTTEN;
    }

    private boolean isHeld(int partition) {
        return tasks.isHeld(group.firstTask() + partition);
    }

    private boolean isDetached(int partition) {
        return tasks.isDetached(group.firstTask() + partition);
    }

    private TaskBatch build() {
        TaskBatchBuilder builder = new TaskBatchBuilder(whole.stage());
        addFunctions(builder);
        for (int partition = 0; partition < whole.size(); partition++) {
            if (isKnown(partition)) {
                add(builder, partition);
            } else {
                builder.addTask(whole.functionOf(partition), Payload.EMPTY, TaskOptions.NONE, null, false);
            }
        }
        return builder.build(whole.codeSet());
    }

    /// Functions keep their numbers; those of forgotten tasks alone are emptied. One that no task ever had stays,
    /// so that a batch of which nothing is forgotten is the same whatever remnants of it there were before.
    private void addFunctions(TaskBatchBuilder builder) {
        boolean[] isNeeded = new boolean[whole.functions().size()];
        boolean[] isForgotten = new boolean[isNeeded.length];
        for (int partition = 0; partition < whole.size(); partition++) {
            (isKnown(partition) ? isNeeded : isForgotten)[whole.functionOf(partition)] = true;
        }
        for (int i = 0; i < isNeeded.length; i++) {
            FunctionSpec function = whole.functions().get(i);
            builder.addFunction(
                    isForgotten[i] && !isNeeded[i]
                            ? new FunctionSpec(function.name(), function.definedAt(), Payload.EMPTY)
                            : function);
        }
    }

    private void add(TaskBatchBuilder builder, int partition) {
        TaskOptions wishes = whole.options(partition);
        builder.addTask(
                whole.functionOf(partition),
                whole.argument(partition),
                wishes.isDetached() == isDetached(partition) ? wishes : wishes.detached(isDetached(partition)),
                whole.givenKey(partition),
                isHeld(partition));
        for (int input = whole.inputsFrom(partition); input < whole.inputsTo(partition); input++) {
            int stage = whole.inputStage(input);
            if (stage < 0) {
                TaskKey foreign = whole.foreign().get(-1 - stage);
                builder.addForeignInput(foreign);
            } else {
                builder.addInput(stage, whole.inputPartition(input));
            }
        }
    }
}
