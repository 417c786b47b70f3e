package io.quern.cluster.simulation;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
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
/// The value of a task is a hash of its key and of its inputs in their order, so a missing, exchanged or doubled input
/// shows.
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
    private final boolean isFailing;
    private final boolean isKilling;
    private final Map<TaskKey, Long> values = new HashMap<>();

    private SimulatedJob(JobSpec spec) {
        this.spec = spec;
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

    /// The value of a task, by direct evaluation.
    long evaluate(TaskKey task) {
        Long known = values.get(task);
        if (known != null) {
            return known;
        }
        List<List<Long>> inputs = new ArrayList<>();
        StageSpec stage = spec.stages().get(task.stage());
        for (TaskRange range : TaskRange.dependencies(spec.stages(), stage, task.partition())) {
            boolean isExchanged = stage.exchanges().contains(inputs.size());
            List<Long> behind = new ArrayList<>();
            for (int partition = range.from(); partition < range.to(); partition++) {
                long output = evaluate(new TaskKey(task.job(), range.stage(), partition));
                behind.add(isExchanged ? part(output, task.partition()) : output);
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

    /// What a task makes of its inputs.
    static long value(TaskKey task, List<List<Long>> inputs) {
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

    static SimulatedJob random(JobId id, SplittableRandom random) {
        List<StageSpec> stages = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        int troubled = random.nextInt(100);
        for (int i = 0; i < count; i++) {
            stages.add(stage(i, stages, random));
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
        return new SimulatedJob(new JobSpec(id, "job-" + id.brief(), stages, results));
    }

    private static StageSpec troubled(StageSpec stage, Deed deed, SplittableRandom random) {
        List<Payload> arguments = new ArrayList<>(stage.arguments());
        arguments.set(random.nextInt(arguments.size()), argument(deed));
        return new StageSpec(
                stage.id(),
                stage.name(),
                stage.partitions(),
                stage.isProducer(),
                stage.inputs(),
                stage.function(),
                arguments);
    }

    private static StageSpec stage(int id, List<StageSpec> before, SplittableRandom random) {
        if (id == 0 || random.nextInt(6) == 0) {
            return stage(id, 1 + random.nextInt(12), List.of(), random);
        }
        StageSpec first = before.get(random.nextInt(id));
        StageSpec second = before.get(random.nextInt(id));
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
            arguments.add(argument(deed));
        }
        return new StageSpec(
                id, "stage-" + id, partitions, isProducer, inputs, Payload.of(new byte[] {(byte) id}), arguments);
    }

    private static Payload argument(Deed deed) {
        return Payload.of(new byte[] {(byte) List.of(Deed.values()).indexOf(deed)});
    }
}
