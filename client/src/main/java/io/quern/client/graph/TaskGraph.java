package io.quern.client.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Tasks that depend on one another, each under a name: any shape without a cycle.
///
///     TaskGraph graph = TaskGraph.builder()
///             .task("north", () -> Sales.of("north"))
///             .task("south", () -> Sales.of("south"))
///             .task("total", in -> in.<Sales>get(0).plus(in.get(1)), "north", "south")
///             .build();
///     Object total = client.compute(graph).get("total");
///
/// It belongs to no client and may be run many times. Flat: a million nodes with three inputs each take about 20
/// bytes a node besides their names, functions and values.
public final class TaskGraph {
    private final List<String> names;
    private final List<NodeContent> contents;
    private final int[] contentOf;
    private final int[] inputs;
    private final int[] inputsFrom;
    private final int[] inputsTo;
    private final int[] order;
    private final boolean[] isOutput;

    TaskGraph(GraphColumns columns, int[] order, boolean[] isOutput) {
        this.names = columns.names();
        this.contents = columns.contents();
        this.contentOf = columns.contentOf();
        this.inputs = columns.inputs();
        this.inputsFrom = columns.inputsFrom();
        this.inputsTo = columns.inputsTo();
        this.order = order;
        this.isOutput = isOutput;
    }

    public static TaskGraphBuilder builder() {
        return new TaskGraphBuilder();
    }

    /// Number of nodes. Nodes are numbered from 0, as they were first named.
    public int size() {
        return names.size();
    }

    public String name(int node) {
        return names.get(node);
    }

    /// Names of the nodes whose results are wanted.
    public List<String> outputs() {
        return IntStream.range(0, names.size())
                .filter(node -> isOutput[node])
                .mapToObj(names::get)
                .toList();
    }

    /// Whether the node's result is wanted.
    public boolean isOutput(int node) {
        return isOutput[node];
    }

    /// What the node runs.
    public NodeContent content(int node) {
        return contents.get(contentOf[node]);
    }

    /// Number of the node's content among the distinct ones.
    public int contentOf(int node) {
        return contentOf[node];
    }

    public int inputCount(int node) {
        return inputsTo[node] - inputsFrom[node];
    }

    /// The node behind input `index` of a node.
    public int input(int node, int index) {
        return inputs[inputsFrom[node] + index];
    }

    /// The nodes that an output needs, each after its inputs.
    public int[] order() {
        return Arrays.copyOf(order, order.length);
    }

    /// What a node runs: a callable, a function of its inputs, or nothing but a value.
    ///
    /// @param function a [io.quern.client.call.RemoteCallable] or a [io.quern.client.call.RemoteFunction] of
    ///     [io.quern.client.call.NodeInputs]; null for a value
    /// @param value of a node without a function
    /// @param definedAt the user's line, empty where unknown
    public record NodeContent(
            @Nullable Object function, @Nullable Object value, String definedAt) {}
}
