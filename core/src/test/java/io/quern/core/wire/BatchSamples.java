package io.quern.core.wire;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random batches of tasks for tests.
final class BatchSamples {
    private final Random random;

    BatchSamples(Random random) {
        this.random = random;
    }

    TaskBatch batch() {
        int stage = random.nextInt(50);
        TaskBatchBuilder builder = new TaskBatchBuilder(stage);
        int functions = 1 + random.nextInt(3);
        for (int i = 0; i < functions; i++) {
            builder.addFunction(new FunctionSpec("f" + i, random.nextBoolean() ? "" : "Some.java:" + i, payload()));
        }
        int size = 1 + random.nextInt(80);
        for (int task = 0; task < size; task++) {
            String key = random.nextInt(3) == 0 ? "schlüssel-" + task : null;
            int _ = builder.addTask(random.nextInt(functions), payload(), options(), key, random.nextBoolean());
            for (int i = random.nextInt(4); i > 0; i--) {
                addInput(builder, stage, task);
            }
        }
        // Not drawn: samples of other messages stay as they are.
        return builder.build(stage % 2 == 1 ? CodeHash.NONE : CodeHash.of(new byte[] {(byte) stage}));
    }

    private void addInput(TaskBatchBuilder builder, int stage, int task) {
        if (random.nextInt(5) == 0) {
            builder.addForeignInput(new TaskKey(new JobId(random.nextInt(3), 7), random.nextInt(3), random.nextInt(9)));
        } else if (task > 0 && random.nextBoolean()) {
            builder.addInput(stage, random.nextInt(task));
        } else if (stage > 0) {
            builder.addInput(random.nextInt(stage), random.nextInt(1_000));
        }
    }

    private TaskOptions options() {
        if (random.nextInt(4) != 0) {
            return TaskOptions.NONE;
        }
        TaskOptions drawn = new TaskOptions(
                random.nextInt(2_001) - 1_000,
                new RetryPolicy(
                        random.nextInt(5),
                        Duration.ofMillis(random.nextInt(1_000)),
                        1 + random.nextDouble(),
                        Duration.ofSeconds(random.nextInt(60)),
                        List.of("java.io.IOException")),
                List.of("w" + random.nextInt(3)),
                random.nextBoolean(),
                Map.of("GPU", 1L + random.nextInt(4)),
                random.nextInt(1 << 30),
                Duration.ofNanos(random.nextInt(1 << 30)),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
        return drawn.isHedged() || drawn.priority() % 2 == 0 ? drawn : drawn.inRole(TaskRole.ACTOR);
    }

    private Payload payload() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return Payload.of(bytes);
    }
}
