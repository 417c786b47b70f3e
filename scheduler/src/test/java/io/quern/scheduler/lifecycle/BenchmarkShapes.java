package io.quern.scheduler.lifecycle;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Graphs of trivial tasks, as batches of one session.
final class BenchmarkShapes {
    private static final Payload ARGUMENT = Payload.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    private static final Payload CODE = Payload.of(new byte[] {9});

    private BenchmarkShapes() {}

    private static TaskBatchBuilder builder(int stage) {
        TaskBatchBuilder builder = new TaskBatchBuilder(stage);
        builder.addFunction(new FunctionSpec("f", "", CODE));
        return builder;
    }

    private static int add(TaskBatchBuilder builder, boolean isWanted) {
        return builder.addTask(0, ARGUMENT, TaskOptions.NONE, null, isWanted);
    }

    /// Tasks without inputs, each of them wanted.
    static List<TaskBatch> independent(int tasks, int perBatch) {
        List<TaskBatch> batches = new ArrayList<>();
        for (int from = 0; from < tasks; from += perBatch) {
            TaskBatchBuilder builder = builder(batches.size());
            for (int i = 0; i < Math.min(perBatch, tasks - from); i++) {
                add(builder, true);
            }
            batches.add(builder.build());
        }
        return batches;
    }

    /// Each task reads the one before.
    static List<TaskBatch> chain(int tasks) {
        TaskBatchBuilder builder = builder(0);
        for (int i = 0; i < tasks; i++) {
            add(builder, i == tasks - 1);
            if (i > 0) {
                builder.addInput(0, i - 1);
            }
        }
        return List.of(builder.build());
    }

    /// Trees of `leaves` leaves, reduced by tens to one.
    static List<TaskBatch> trees(int trees, int leaves) {
        TaskBatchBuilder builder = builder(0);
        for (int tree = 0; tree < trees; tree++) {
            int from = builder.size();
            for (int i = 0; i < leaves; i++) {
                add(builder, false);
            }
            int width = leaves;
            while (width > 1) {
                int next = builder.size();
                int above = Math.ceilDiv(width, 10);
                for (int i = 0; i < above; i++) {
                    add(builder, above == 1);
                    for (int input = 10 * i; input < Math.min(10 * i + 10, width); input++) {
                        builder.addInput(0, from + input);
                    }
                }
                from = next;
                width = above;
            }
        }
        return List.of(builder.build());
    }

    /// Each task reads `inputs` random ones of the thousand before it.
    static List<TaskBatch> random(int tasks, int inputs, boolean hasKeys) {
        SplittableRandom random = new SplittableRandom(1);
        TaskBatchBuilder builder = builder(0);
        for (int i = 0; i < tasks; i++) {
            builder.addTask(0, ARGUMENT, TaskOptions.NONE, hasKeys ? "task-" + i : null, i % 10 == 9 || i == tasks - 1);
            for (int input = 0; input < inputs && i > 0; input++) {
                builder.addInput(0, Math.max(0, i - 1 - random.nextInt(1_000)));
            }
        }
        return List.of(builder.build());
    }

    /// Tasks without inputs, and one that reads them all.
    static List<TaskBatch> fan(int tasks) {
        TaskBatchBuilder builder = builder(0);
        for (int i = 0; i < tasks; i++) {
            add(builder, false);
        }
        add(builder, true);
        for (int i = 0; i < tasks; i++) {
            builder.addInput(0, i);
        }
        return List.of(builder.build());
    }
}
