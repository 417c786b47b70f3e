package io.quern.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskRangeTest {
    @Test
    void aTreeCoversEveryOutputOnceAndEndsInOneRoot() {
        for (int leaves = 1; leaves <= 40; leaves++) {
            for (int fanIn = 2; fanIn <= 9; fanIn++) {
                List<StageSpec> stages = new ArrayList<>(List.of(stage(0, leaves, List.of())));
                StageInput tree = new StageInput.Tree(0, fanIn);
                stages.add(stage(1, StageInput.Tree.tasks(leaves, fanIn), List.of(tree)));
                int[] leafUses = new int[leaves];
                int[] taskUses = new int[stages.get(1).partitions()];
                for (int partition = 0; partition < taskUses.length; partition++) {
                    TaskRange range = single(stages, partition);
                    assertThat(range.size()).isBetween(1, fanIn);
                    for (int i = range.from(); i < range.to(); i++) {
                        (range.stage() == 0 ? leafUses : taskUses)[i]++;
                    }
                    assertThat(range.stage() == 0 || range.to() <= partition)
                            .as("a task depends on earlier tasks only")
                            .isTrue();
                }
                assertThat(leafUses).containsOnly(1);
                assertThat(taskUses[taskUses.length - 1]).isZero();
                for (int i = 0; i < taskUses.length - 1; i++) {
                    assertThat(taskUses[i]).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 0, 0, 4", "10, 3, 1, 3, 7", "10, 3, 2, 6, 10", "2, 4, 1, 0, 1", "2, 4, 2, 1, 2", "5, 5, 3, 3, 4"
    })
    void slicesTakeTheOutputsThatOverlap(int upstream, int partitions, int partition, int from, int to) {
        List<StageSpec> stages =
                List.of(stage(0, upstream, List.of()), stage(1, partitions, List.of(new StageInput.Slices(0))));
        assertThat(single(stages, partition)).isEqualTo(new TaskRange(0, from, to));
    }

    @Test
    void everyTaskOfAnExchangeDependsOnAllOutputs() {
        StageSpec exchanged = stage(1, 3, List.of(new StageInput.Exchange(0)));
        List<StageSpec> stages = List.of(stage(0, 5, List.of()), exchanged);
        for (int partition = 0; partition < 3; partition++) {
            assertThat(single(stages, partition)).isEqualTo(new TaskRange(0, 0, 5));
        }
        assertThat(exchanged.exchanges()).containsExactly(0);
    }

    @Test
    void slicesAndOutputsOverlapBothWays() {
        for (int outputs = 1; outputs <= 12; outputs++) {
            for (int slices = 1; slices <= 12; slices++) {
                for (int output = 0; output < outputs; output++) {
                    for (int slice = 0; slice < slices; slice++) {
                        boolean isOverlap =
                                output * slices < (slice + 1) * outputs && slice * outputs < (output + 1) * slices;
                        assertThat(StageInput.Slices.from(slice, outputs, slices) <= output
                                        && output < StageInput.Slices.to(slice, outputs, slices))
                                .as("slice %s of %s over output %s of %s", slice, slices, output, outputs)
                                .isEqualTo(isOverlap);
                        assertThat(StageInput.Slices.from(output, slices, outputs) <= slice
                                        && slice < StageInput.Slices.to(output, slices, outputs))
                                .as("output %s of %s under slice %s of %s", output, outputs, slice, slices)
                                .isEqualTo(isOverlap);
                    }
                }
            }
        }
    }

    @Test
    void whatDependsOnATreeDependsOnItsRoot() {
        List<StageSpec> stages = List.of(
                stage(0, 9, List.of()),
                stage(1, StageInput.Tree.tasks(9, 3), List.of(new StageInput.Tree(0, 3))),
                stage(2, 1, List.of(new StageInput.OneToOne(1), new StageInput.Broadcast(0))));
        assertThat(TaskRange.dependencies(stages, stages.get(2), 0))
                .containsExactly(new TaskRange(1, 3, 4), new TaskRange(0, 0, 9));
    }

    private static TaskRange single(List<StageSpec> stages, int partition) {
        List<TaskRange> ranges = TaskRange.dependencies(stages, stages.get(1), partition);
        assertThat(ranges).hasSize(1);
        return ranges.getFirst();
    }

    private static StageSpec stage(int id, int partitions, List<StageInput> inputs) {
        return new StageSpec(id, "stage-" + id, partitions, false, inputs, Payload.EMPTY, List.of());
    }
}
