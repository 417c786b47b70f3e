package io.quern.scheduler.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final long SEED = Long.getLong("seed", 20_260_923L);

    @Test
    void dependentsAreTheInverseOfInputs() {
        RandomGenerator random = new SplittableRandom(SEED + 1);
        for (int i = 0; i < 300; i++) {
            Job job = randomJob(random);
            Map<String, Integer> edges = new TreeMap<>();
            for (Stage stage : job.stages()) {
                for (int p = 0; p < stage.spec().partitions(); p++) {
                    int partition = p;
                    stage.visitInputs(
                            p, (upstream, from, to) -> count(edges, (Stage) upstream, from, to, stage, partition, 1));
                    stage.visitDependents(partition, (dependents, from, to) -> {
                        for (int dependent = from; dependent < to; dependent++) {
                            count(edges, stage, partition, partition + 1, (Stage) dependents, dependent, -1);
                        }
                    });
                }
            }

            assertThat(edges)
                    .as("seed %s, job %s", SEED, job.spec())
                    .allSatisfy((_, sum) -> assertThat(sum).isZero());
        }
    }

    private static void count(
            Map<String, Integer> edges, Stage upstream, int from, int to, Stage stage, int partition, int change) {
        for (int input = from; input < to; input++) {
            edges.merge(upstream + "[" + input + "] -> " + stage + "[" + partition + "]", change, Integer::sum);
        }
    }

    @Test
    void aReductionComesBeforeTheProducersThatFollow() {
        Job job = new Job(
                new JobSpec(
                        new JobId(1, 0xabcdef0012345678L),
                        "job",
                        List.of(
                                stage(0, 8, List.of()),
                                stage(1, StageInput.Tree.tasks(8, 2), List.of(new StageInput.Tree(0, 2)))),
                        List.of(1)),
                new Session(new JobId(9, 9), "client"),
                3,
                0);
        Stage read = job.stage(0);
        Stage sum = job.stage(1);

        assertThat(sum.priority(0)).isBetween(read.priority(0), read.priority(1));
        assertThat(sum.priority(4)).isLessThan(read.priority(4));
        assertThat(sum.priority(6)).isGreaterThan(read.priority(6));
        assertThat(read.priority(0)).isPositive();
    }

    @Test
    void namesOfCountersBeyondAThousandAreSummedAsOne() {
        JobSpec spec = new JobSpec(new JobId(1, 2), "job", List.of(stage(0, 1, List.of())), List.of(0));
        Stage stage = new Job(spec, new Session(new JobId(9, 9), "client"), 3, 0).stage(0);
        for (int i = 0; i < 1_500; i++) {
            stage.addCounters(Map.of("rows", 1L, "rows of " + i, 1L));
        }
        assertThat(stage.counters()).hasSize(1_001).containsEntry("rows", 1_500L);
        assertThat(stage.counters().get("(other counters)")).isEqualTo(501);
    }

    private static Job randomJob(RandomGenerator random) {
        List<StageSpec> stages = new ArrayList<>();
        stages.add(stage(0, 1 + random.nextInt(12), List.of()));
        int count = 1 + random.nextInt(5);
        for (int id = 1; id < count; id++) {
            StageSpec first = stages.get(random.nextInt(id));
            StageSpec second = stages.get(random.nextInt(id));
            stages.add(
                    switch (random.nextInt(4)) {
                        case 0 -> stage(id, first.outputs(), List.of(new StageInput.OneToOne(first.id())));
                        case 1 -> {
                            StageInput.Tree tree = new StageInput.Tree(first.id(), 2 + random.nextInt(4));
                            yield stage(id, StageInput.Tree.tasks(first.outputs(), tree.fanIn()), List.of(tree));
                        }
                        case 2 ->
                            stage(
                                    id,
                                    1 + random.nextInt(9),
                                    List.of(new StageInput.Slices(first.id()), new StageInput.Broadcast(second.id())));
                        default ->
                            stage(
                                    id,
                                    first.outputs(),
                                    List.of(
                                            new StageInput.OneToOne(first.id()),
                                            new StageInput.OneToOne(first.id()),
                                            new StageInput.Slices(second.id())));
                    });
        }
        JobSpec spec = new JobSpec(new JobId(1, 0xabcdef0012345678L), "job", stages, List.of());
        return new Job(spec, new Session(new JobId(9, 9), "client"), 0, 0);
    }

    private static StageSpec stage(int id, int partitions, List<StageInput> inputs) {
        return new StageSpec(id, "s" + id, partitions, false, inputs, Payload.EMPTY, List.of());
    }
}
