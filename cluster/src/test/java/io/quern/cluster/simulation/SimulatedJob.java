package io.quern.cluster.simulation;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A random job, and its results by direct evaluation.
///
/// The value of a task is a hash of its stage's number, of its partition and of its inputs in their order, so a
/// missing, exchanged or doubled input shows. An argument is the deed, one byte, and the number of the stage, one
/// byte ([SimulatedPlans]).
final class SimulatedJob {
    /// What a task does; the first byte of its argument.
    enum Deed {
        WORK,
        /// Asks for the commit grant and publishes.
        WRITE,
        /// Throws.
        FAIL,
        /// Kills its worker.
        KILL,
        /// Throws in its first attempt.
        FAIL_ONCE,
        /// Waits for a while, as for other tasks, and gives its slot up meanwhile.
        WAIT
    }

    private final JobSpec spec;
    private final SimulatedPlans plans;
    private final boolean isFailing;
    private final boolean isKilling;
    private final Map<TaskKey, Long> values = new HashMap<>();

    private SimulatedJob(JobSpec spec, SimulatedPlans plans) {
        this.spec = spec;
        this.plans = plans;
        this.isFailing = has(spec, Deed.FAIL);
        this.isKilling = has(spec, Deed.KILL);
    }

    private static boolean has(JobSpec spec, Deed deed) {
        return spec.stages().stream()
                .flatMap(stage -> stage.arguments().stream())
                .anyMatch(argument -> deed(argument) == deed);
    }

    static Deed deed(Payload argument) {
        return Deed.values()[argument.bytes()[0]];
    }

    JobSpec spec() {
        return spec;
    }

    /// Whether a task of it throws.
    boolean isFailing() {
        return isFailing;
    }

    /// Whether a task of it kills its workers.
    boolean isKilling() {
        return isKilling;
    }

    Deed deed(TaskKey task) {
        return deed(spec.stages().get(task.stage()).argument(task.partition()));
    }

    /// Whether it has planners.
    boolean isPlanned() {
        return !plans.isEmpty();
    }

    /// Stages that it has once all planners have planned.
    int stagesMax() {
        return plans.all().size();
    }

    /// What a run of a planner plans.
    ///
    /// @param stage of the planner, as it is in the job
    StagePlan plan(Payload argument, int stage, int nextStage) {
        return plans.of(number(argument), stage, nextStage);
    }

    /// Sizes of the outputs behind an input of a planner.
    List<Long> measuredSizes(Payload planner, int input) {
        StageSpec stage = plans.all()
                .get(plans.all().get(number(planner)).inputs().get(input).stage());
        List<Long> sizes = new ArrayList<>();
        for (int output = 0; output < stage.outputs(); output++) {
            sizes.add(SimulatedRun.sizeBytes(stage.outputPartition(output)));
        }
        return sizes;
    }

    /// The wanted outputs, in the order in which a client is told of them, by the numbers of their stages.
    List<TaskKey> outputs() {
        List<TaskKey> outputs = new ArrayList<>();
        for (int wanted : spec.results()) {
            StageSpec stage = plans.all().get(plans.outputOf(wanted));
            for (int output = 0; output < stage.outputs(); output++) {
                outputs.add(new TaskKey(spec.id(), stage.id(), stage.outputPartition(output)));
            }
        }
        return outputs;
    }

    /// The value of a task, by direct evaluation.
    long evaluate(TaskKey task) {
        Long known = values.get(task);
        if (known != null) {
            return known;
        }
        StageSpec stage = plans.all().get(task.stage());
        List<TaskRange> ranges = TaskRange.dependencies(plans.all(), stage, task.partition());
        List<List<Long>> inputs = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            List<Long> behind = new ArrayList<>();
            TaskRange range = ranges.get(i);
            StageInput input = stage.inputs().get(i);
            boolean isRead = !(input instanceof StageInput.Measured);
            for (int partition = range.from(); isRead && partition < range.to(); partition++) {
                long output = evaluate(new TaskKey(task.job(), range.stage(), partition));
                behind.add(input instanceof StageInput.Exchange ? part(output, task.partition()) : output);
            }
            inputs.add(behind);
        }
        long value = value(task, inputs);
        values.put(task, value);
        return value;
    }

    /// One part of a value.
    static long part(long value, int part) {
        return value * 31 + part;
    }

    /// What the run of a task makes of its inputs.
    static long value(TaskKey task, Payload argument, List<List<Long>> inputs) {
        return value(new TaskKey(task.job(), number(argument), task.partition()), inputs);
    }

    private static int number(Payload argument) {
        return argument.bytes()[1];
    }

    /// By the number of its stage.
    private static long value(TaskKey task, List<List<Long>> inputs) {
        long hash = task.job().low() * 31 + task.stage() * 1_000_003L + task.partition();
        for (List<Long> behind : inputs) {
            hash = hash * 0x9E37_79B9_7F4A_7C15L + behind.size();
            for (long input : behind) {
                hash = (hash ^ input) * 0x1_0000_0001_b3L;
                hash ^= hash >>> 29;
            }
        }
        return hash;
    }

    /// @param mayPlan whether it may have planners
    static SimulatedJob random(JobId id, boolean mayPlan, SplittableRandom random) {
        List<StageSpec> stages = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        int troubled = random.nextInt(100);
        for (int i = 0; i < count; i++) {
            stages.add(stage(i, stages, mayPlan, random));
        }
        if (troubled < 14) {
            int at = random.nextInt(count);
            stages.set(at, troubled(stages.get(at), troubled < 8 ? Deed.FAIL : Deed.KILL, random));
        }
        List<Integer> results = new ArrayList<>();
        results.add(count - 1);
        if (random.nextInt(4) == 0) {
            results.addFirst(random.nextInt(count));
        }
        JobSpec spec = new JobSpec(id, "job-" + id.brief(), stages, results);
        return new SimulatedJob(spec, new SimulatedPlans(stages, random));
    }

    private static StageSpec troubled(StageSpec stage, Deed deed, SplittableRandom random) {
        List<Payload> arguments = new ArrayList<>(stage.arguments());
        arguments.set(random.nextInt(arguments.size()), argument(deed, stage.id()));
        return new StageSpec(
                stage.id(),
                stage.name(),
                stage.partitions(),
                stage.isProducer(),
                stage.isPlanner(),
                stage.inputs(),
                stage.function(),
                arguments);
    }

    /// @param before what it may read
    /// @param mayPlan whether it may be a planner
    static StageSpec stage(int id, List<StageSpec> before, boolean mayPlan, SplittableRandom random) {
        if (mayPlan && random.nextInt(3) == 0) {
            return planner(id, before, random);
        }
        if (before.isEmpty() || random.nextInt(6) == 0) {
            return stage(id, 1 + random.nextInt(12), List.of(), random);
        }
        StageSpec first = before.get(random.nextInt(before.size()));
        StageSpec second = before.get(random.nextInt(before.size()));
        return switch (random.nextInt(6)) {
            case 0 -> {
                StageInput.Tree tree = new StageInput.Tree(first.id(), 2 + random.nextInt(3));
                yield stage(id, StageInput.Tree.tasks(first.outputs(), tree.fanIn()), List.of(tree), random);
            }
            case 1 -> stage(id, 1 + random.nextInt(6), List.of(new StageInput.Slices(first.id())), random);
            case 2 ->
                stage(
                        id,
                        1 + random.nextInt(4),
                        List.of(new StageInput.Broadcast(first.id()), new StageInput.Slices(second.id())),
                        random);
            case 3 ->
                stage(
                        id,
                        first.outputs(),
                        List.of(new StageInput.OneToOne(first.id()), new StageInput.OneToOne(first.id())),
                        random);
            case 4 ->
                stage(
                        id,
                        1 + random.nextInt(5),
                        List.of(new StageInput.Exchange(first.id()), new StageInput.Exchange(second.id())),
                        random);
            default -> stage(id, first.outputs(), List.of(new StageInput.OneToOne(first.id())), random);
        };
    }

    private static StageSpec stage(int id, int partitions, List<StageInput> inputs, SplittableRandom random) {
        boolean isProducer = inputs.isEmpty() && random.nextInt(4) != 0;
        Deed deed = random.nextInt(5) == 0 ? Deed.WRITE : Deed.WORK;
        List<Payload> arguments = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            arguments.add(argument(deed, id));
        }
        return new StageSpec(
                id, "stage-" + id, partitions, isProducer, inputs, Payload.of(new byte[] {(byte) id}), arguments);
    }

    private static StageSpec planner(int id, List<StageSpec> before, SplittableRandom random) {
        List<StageInput> inputs = new ArrayList<>();
        for (int i = before.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) {
            int stage = before.get(random.nextInt(before.size())).id();
            inputs.add(
                    random.nextBoolean()
                            ? new StageInput.Measured(stage, List.of("runs"))
                            : new StageInput.Broadcast(stage));
        }
        Payload function = Payload.of(new byte[] {(byte) id});
        return new StageSpec(id, "planner-" + id, 1, false, true, inputs, function, List.of(argument(Deed.WORK, id)));
    }

    private static Payload argument(Deed deed, int stage) {
        return Payload.of(new byte[] {(byte) List.of(Deed.values()).indexOf(deed), (byte) stage});
    }
}
