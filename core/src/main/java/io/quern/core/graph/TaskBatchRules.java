package io.quern.core.graph;

/// What holds for every [TaskBatch], wherever it comes from.
final class TaskBatchRules {
    private TaskBatchRules() {}

    static void check(TaskBatch batch) {
        TaskColumns columns = batch.columns();
        int size = columns.functionOf().length;
        if (size == 0) {
            throw new IllegalArgumentException("batch " + batch.stage() + " has no tasks");
        }
        if (batch.stage() < 0) {
            throw new IllegalArgumentException("batches are numbered from 0, got " + batch.stage());
        }
        checkLength("options", columns.optionsOf().length, size);
        checkLength("wanted", columns.wanted().length, (size + 63) / 64);
        checkEnds("keys", columns.keyEnds(), size, columns.keys().length);
        checkEnds("arguments", columns.argumentEnds(), size, columns.arguments().length);
        if (columns.inputs().length % 2 != 0) {
            throw new IllegalArgumentException("an input has two numbers, got " + columns.inputs().length + " in all");
        }
        checkEnds("inputs", columns.inputEnds(), size, columns.inputs().length / 2);
        for (int task = 0; task < size; task++) {
            checkIndex("function", columns.functionOf()[task], batch.functions().size(), task);
            checkIndex("options", columns.optionsOf()[task], batch.options().size(), task);
            for (int input = batch.inputsFrom(task); input < batch.inputsTo(task); input++) {
                checkInput(batch, task, input);
            }
        }
    }

    /// Inputs are earlier, so a batch has no cycle by construction.
    private static void checkInput(TaskBatch batch, int task, int input) {
        int stage = batch.inputStage(input);
        int partition = batch.inputPartition(input);
        if (stage < 0) {
            checkIndex("foreign input", -1 - stage, batch.foreign().size(), task);
            return;
        }
        boolean isEarlier = stage < batch.stage() || (stage == batch.stage() && partition < task);
        if (!isEarlier || partition < 0) {
            throw new IllegalArgumentException("task " + task + " of batch " + batch.stage() + " depends on task "
                    + partition + " of batch " + stage + "; a task may depend only on earlier ones");
        }
    }

    private static void checkLength(String column, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException("the column " + column + " has " + length + " values, not " + expected);
        }
    }

    private static void checkEnds(String column, int[] ends, int size, int total) {
        checkLength(column, ends.length, size);
        int before = 0;
        for (int end : ends) {
            if (end < before) {
                throw new IllegalArgumentException("the ends of " + column + " go back from " + before + " to " + end);
            }
            before = end;
        }
        checkLength(column, total, before);
    }

    private static void checkIndex(String what, int index, int size, int task) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "task " + task + " has " + what + " " + index + ", there are " + size + ", from 0");
        }
    }
}
