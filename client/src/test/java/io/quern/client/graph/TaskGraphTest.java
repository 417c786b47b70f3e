package io.quern.client.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.call.NodeInputs;
import io.quern.client.call.RemoteFunction;
import io.quern.core.error.QuernException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskGraphTest {
    private static final RemoteFunction<NodeInputs, Integer> COUNT = NodeInputs::size;

    @Test
    void nodesComeAfterTheirInputsHoweverTheyWereNamed() {
        TaskGraph graph = TaskGraph.builder()
                .task("d", COUNT, "b", "c")
                .task("b", COUNT, "a")
                .task("c", COUNT, "a")
                .task("a", () -> 1)
                .build();
        assertThat(names(graph)).containsExactly("a", "b", "c", "d");
        assertThat(graph.outputs()).containsExactly("d");
    }

    @Test
    void aGraphOfDiamondsHasEachKeyOnce() {
        TaskGraphBuilder builder = TaskGraph.builder().task("top-0", () -> 1);
        for (int i = 0; i < 20; i++) {
            builder.task("left-" + i, COUNT, "top-" + i)
                    .task("right-" + i, COUNT, "top-" + i)
                    .task("top-" + (i + 1), COUNT, "left-" + i, "right-" + i);
        }
        assertThat(names(builder.build())).hasSize(61).doesNotHaveDuplicates();
    }

    @Test
    void onlyWhatAnOutputNeedsIsInTheOrder() {
        TaskGraph graph = TaskGraph.builder()
                .task("a", () -> 1)
                .task("b", COUNT, "a")
                .task("unneeded", COUNT, "a")
                .outputs("b")
                .build();
        assertThat(names(graph)).containsExactly("a", "b");
    }

    @Test
    void unknownNodesAreNamed() {
        TaskGraphBuilder builder = TaskGraph.builder().task("b", COUNT, "a", "x");
        assertThatThrownBy(builder::build)
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("no task named a, x");
        assertThatThrownBy(() ->
                        TaskGraph.builder().task("a", () -> 1).outputs("z").build())
                .hasMessageContaining("no task named z");
    }

    @Test
    void cyclesAreNamedInTheirOrder() {
        TaskGraphBuilder builder = TaskGraph.builder()
                .task("a", COUNT, "c")
                .task("b", COUNT, "a")
                .task("c", COUNT, "b")
                .task("d", COUNT, "c");
        assertThatThrownBy(builder::build)
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("c needs b needs a needs c");
        assertThatThrownBy(() -> TaskGraph.builder().task("self", COUNT, "self").build())
                .hasMessageContaining("self needs self");
    }

    @Test
    void namesAreTakenOnceAndNotEmpty() {
        assertThatThrownBy(() -> TaskGraph.builder().task("a", () -> 1).value("a", 2))
                .hasMessageContaining("two tasks named a");
        assertThatThrownBy(() -> TaskGraph.builder().value(" ", 2)).hasMessageContaining("empty name");
        assertThatThrownBy(() -> TaskGraph.builder().build()).hasMessageContaining("no tasks");
    }

    @Test
    void nodesOfOneFunctionShareItsContent() {
        TaskGraph graph = TaskGraph.builder()
                .task("a", COUNT)
                .task("b", COUNT)
                .task("c", () -> 1)
                .build();
        assertThat(graph.contentOf(0)).isEqualTo(graph.contentOf(1)).isNotEqualTo(graph.contentOf(2));
    }

    @Test
    void aDeepChainNeedsNoDeepStack() {
        int size = 200_000;
        TaskGraphBuilder builder = TaskGraph.builder();
        for (int i = size - 1; i > 0; i--) {
            builder.task("n" + i, COUNT, "n" + (i - 1));
        }
        TaskGraph graph = builder.task("n0", () -> 1).build();
        assertThat(graph.order()).hasSize(size);
        assertThat(graph.name(graph.order()[0])).isEqualTo("n0");
    }

    @Test
    void anyGraphWithoutACycleIsOrdered() {
        long seed = Long.getLong("seed", 7);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(60);
            TaskGraph graph = random(size, random);
            int[] order = graph.order();
            int[] position = new int[size];
            for (int i = 0; i < order.length; i++) {
                position[order[i]] = i;
            }
            assertThat(order).as("seed %d", seed).hasSize(size).doesNotHaveDuplicates();
            for (int node = 0; node < size; node++) {
                for (int i = 0; i < graph.inputCount(node); i++) {
                    assertThat(position[graph.input(node, i)])
                            .as("seed %d", seed)
                            .isLessThan(position[node]);
                }
            }
        }
    }

    private static TaskGraph random(int size, SplittableRandom random) {
        int[] nodes = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = nodes[i];
            nodes[i] = nodes[j];
            nodes[j] = kept;
        }
        TaskGraphBuilder builder = TaskGraph.builder();
        for (int node : nodes) {
            List<String> inputs = node == 0
                    ? List.of()
                    : random.ints(random.nextInt(4), 0, node)
                            .mapToObj(i -> "n" + i)
                            .toList();
            builder.task("n" + node, COUNT, inputs);
        }
        return builder.build();
    }

    private static List<String> names(TaskGraph graph) {
        return Arrays.stream(graph.order()).mapToObj(graph::name).toList();
    }
}
