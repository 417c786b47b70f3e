package io.quern.cluster.simulation;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.RetryPolicy;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A random batch: chains, fans, diamonds and what lies between, over tasks of its own, of its session and of others.
///
/// @param wanted the tasks that the client holds from the start
record SimulatedBatch(TaskBatch batch, List<SimulatedTask> tasks, List<SimulatedTask> wanted) {
    private static final int TASKS_MAX = 14;

    /// Builds batches of one session.
    static final class Source {
        private final JobId session;
        private final SimulatedTasks known;
        private final SplittableRandom random;

        Source(JobId session, SimulatedTasks known, SplittableRandom random) {
            this.session = session;
            this.known = known;
            this.random = random;
        }

        /// @param held tasks that the client holds, from which inputs may be taken
        SimulatedBatch next(int stage, List<SimulatedTask> held) {
            TaskBatchBuilder builder = new TaskBatchBuilder(stage);
            List<SimulatedTask> tasks = new ArrayList<>();
            List<SimulatedTask> wanted = new ArrayList<>();
            int functions = 1 + random.nextInt(3);
            for (int i = 0; i < functions; i++) {
                builder.addFunction(new FunctionSpec("f" + i, "", Payload.of(new byte[] {(byte) i})));
            }
            int size = 1 + random.nextInt(TASKS_MAX);
            int shape = random.nextInt(4);
            int troubled = random.nextInt(10) == 0 ? random.nextInt(size) : -1;
            for (int i = 0; i < size; i++) {
                List<SimulatedTask> inputs = inputs(shape, i == size - 1, tasks, held);
                SimulatedTask foreign = random.nextInt(12) == 0 ? known.anyShared(random) : null;
                if (foreign != null && !inputs.contains(foreign)) {
                    inputs.add(foreign);
                }
                boolean isWanted = i == size - 1 || random.nextInt(3) == 0;
                SimulatedTask task =
                        add(builder, stage, random.nextInt(functions), inputs, deed(i == troubled), isWanted);
                tasks.add(task);
                if (isWanted) {
                    wanted.add(task);
                }
            }
            return new SimulatedBatch(builder.build(SimulatedCode.of(stage)), tasks, wanted);
        }

        private List<SimulatedTask> inputs(
                int shape, boolean isLast, List<SimulatedTask> tasks, List<SimulatedTask> held) {
            List<SimulatedTask> inputs = new ArrayList<>();
            List<SimulatedTask> near = new ArrayList<>(held);
            near.addAll(tasks);
            switch (shape) {
                case 0 -> {
                    if (!near.isEmpty() && random.nextInt(5) != 0) {
                        inputs.add(near.getLast());
                    }
                }
                case 1 -> {
                    if (isLast) {
                        inputs.addAll(tasks);
                    }
                }
                case 2 -> {
                    if (!near.isEmpty()) {
                        inputs.add(tasks.isEmpty() ? near.getFirst() : tasks.getFirst());
                    }
                }
                default -> {
                    for (int i = random.nextInt(4); i > 0 && !near.isEmpty(); i--) {
                        // The same input may come twice.
                        inputs.add(near.get(random.nextInt(near.size())));
                    }
                }
            }
            return inputs;
        }

        private SimulatedJob.Deed deed(boolean isTroubled) {
            if (isTroubled) {
                return switch (random.nextInt(5)) {
                    case 0, 1 -> SimulatedJob.Deed.FAIL;
                    case 2 -> SimulatedJob.Deed.KILL;
                    default -> SimulatedJob.Deed.FAIL_ONCE;
                };
            }
            return switch (random.nextInt(8)) {
                case 0 -> SimulatedJob.Deed.WRITE;
                case 1 -> SimulatedJob.Deed.WAIT;
                default -> SimulatedJob.Deed.WORK;
            };
        }

        private SimulatedTask add(
                TaskBatchBuilder builder,
                int stage,
                int function,
                List<SimulatedTask> inputs,
                SimulatedJob.Deed deed,
                boolean isWanted) {
            long seed = random.nextLong();
            boolean isRetried = random.nextBoolean();
            boolean isDetached = deed == SimulatedJob.Deed.WRITE && random.nextInt(3) == 0;
            @Nullable String key = random.nextInt(4) == 0 ? "k" + (seed & 0xFFFF_FFFFL) : null;
            int partition = builder.addTask(
                    function, SimulatedTask.argument(deed, seed), options(isRetried, isDetached), key, isWanted);
            TaskKey made = new TaskKey(session, stage, partition);
            SimulatedTask task = new SimulatedTask(made, seed, deed, inputs, isRetried, isDetached, TaskRole.NONE);
            addInputs(builder, inputs);
            return task;
        }

        private void addInputs(TaskBatchBuilder builder, List<SimulatedTask> inputs) {
            for (SimulatedTask input : inputs) {
                if (input.key().job().equals(session)) {
                    builder.addInput(input.key().stage(), input.key().partition());
                } else {
                    builder.addForeignInput(input.key());
                }
            }
        }

        /// A batch that makes an actor.
        SimulatedBatch actor(int stage) {
            TaskBatchBuilder builder = begin(stage);
            SimulatedTask made = once(builder, stage, List.of(), TaskRole.ACTOR);
            return new SimulatedBatch(builder.build(SimulatedCode.of(stage)), List.of(made), List.of(made));
        }

        /// A batch of some calls of an actor, some of which take results of others.
        SimulatedBatch calls(int stage, SimulatedTask actor, List<SimulatedTask> held) {
            TaskBatchBuilder builder = begin(stage);
            List<SimulatedTask> calls = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                List<SimulatedTask> inputs = new ArrayList<>(List.of(actor));
                if (!held.isEmpty() && random.nextInt(3) == 0) {
                    inputs.add(held.get(random.nextInt(held.size())));
                }
                if (!calls.isEmpty() && random.nextInt(4) == 0) {
                    inputs.add(calls.get(random.nextInt(calls.size())));
                }
                calls.add(once(builder, stage, inputs, TaskRole.CALL));
            }
            return new SimulatedBatch(builder.build(SimulatedCode.of(stage)), calls, calls);
        }

        /// A batch of values that the client has itself.
        SimulatedBatch values(int stage) {
            TaskBatchBuilder builder = begin(stage);
            List<SimulatedTask> values = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                long seed = random.nextLong();
                TaskKey key = new TaskKey(session, stage, values.size());
                List<String> workers = random.nextInt(6) == 0 ? List.of("w0", "w1") : List.of();
                int _ = builder.addTask(
                        0,
                        Payload.EMPTY,
                        TaskOptions.scattered(SimulatedRun.sizeBytes(new RunId(key, 1)), workers),
                        null,
                        true);
                values.add(new SimulatedTask(
                        key, seed, SimulatedJob.Deed.WORK, List.of(), false, false, TaskRole.SCATTERED));
            }
            return new SimulatedBatch(builder.build(SimulatedCode.of(stage)), values, values);
        }

        private static TaskBatchBuilder begin(int stage) {
            TaskBatchBuilder builder = new TaskBatchBuilder(stage);
            builder.addFunction(new FunctionSpec("a", "", Payload.of(new byte[] {9})));
            return builder;
        }

        private SimulatedTask once(TaskBatchBuilder builder, int stage, List<SimulatedTask> inputs, TaskRole role) {
            long seed = random.nextLong();
            SimulatedJob.Deed deed = deed(random.nextInt(12) == 0);
            TaskOptions wishes = role == TaskRole.CALL ? TaskOptions.call(0) : TaskOptions.NONE.inRole(TaskRole.ACTOR);
            int partition = builder.addTask(0, SimulatedTask.argument(deed, seed), wishes, null, true);
            TaskKey key = new TaskKey(session, stage, partition);
            addInputs(builder, inputs);
            return new SimulatedTask(key, seed, deed, inputs, false, false, role);
        }

        private TaskOptions options(boolean isRetried, boolean isDetached) {
            RetryPolicy retries = isRetried
                    ? new RetryPolicy(2, Duration.ofMillis(random.nextInt(3_000)), 2, Duration.ofSeconds(5), List.of())
                    : RetryPolicy.NONE;
            boolean isNamed = random.nextInt(8) == 0;
            return new TaskOptions(
                    random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 0,
                    retries,
                    isNamed ? List.of("w0", "nobody") : List.of(),
                    isNamed && random.nextBoolean(),
                    random.nextInt(8) == 0 ? Map.of(SimulatedWorker.RESOURCE, 1L) : Map.of(),
                    random.nextInt(10) == 0 ? SimulatedWorker.MEMORY_BYTES / 2 : 0,
                    Duration.ZERO,
                    random.nextInt(6) == 0,
                    random.nextInt(3) == 0,
                    isDetached);
        }
    }
}
