package io.quern.client.graph;

import io.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The order in which nodes are sent: those that an output needs, each after its inputs, depth first from the
/// outputs, so that what belongs together stands together.
final class GraphOrder {
    private static final byte NEW = 0;
    private static final byte OPEN = 1;
    private static final byte DONE = 2;
    private static final int CYCLE_SHOWN_MAX = 10;

    private final GraphColumns graph;
    private final byte[] state;
    private final int[] order;
    private final int[] stack;
    private final int[] nextInput;
    private int ordered;

    private GraphOrder(GraphColumns graph) {
        int size = graph.names().size();
        this.graph = graph;
        this.state = new byte[size];
        this.order = new int[size];
        this.stack = new int[size];
        this.nextInput = new int[size];
    }

    /// @throws QuernException USER where nodes depend on themselves: names them in the order of their dependency
    static int[] of(GraphColumns graph, boolean[] isOutput) {
        GraphOrder order = new GraphOrder(graph);
        for (int node = 0; node < isOutput.length; node++) {
            if (isOutput[node] && order.state[node] == NEW) {
                order.visit(node);
            }
        }
        // Without outputs all nodes are on, or lead to, a cycle.
        for (int node = 0; node < isOutput.length; node++) {
            if (order.state[node] == NEW && order.ordered == 0) {
                order.visit(node);
            }
        }
        return Arrays.copyOf(order.order, order.ordered);
    }

    /// Depth first, without recursion: graphs may be a million nodes deep.
    private void visit(int root) {
        int depth = 0;
        open(root, depth);
        while (depth >= 0) {
            int node = stack[depth];
            if (nextInput[node] == graph.inputsTo()[node]) {
                state[node] = DONE;
                order[ordered++] = node;
                depth--;
                continue;
            }
            int input = graph.inputs()[nextInput[node]++];
            switch (state[input]) {
                case NEW -> {
                    depth++;
                    open(input, depth);
                }
                case OPEN -> throw cycle(input, depth);
                default -> {
                    // Ordered before.
                }
            }
        }
    }

    private void open(int node, int depth) {
        state[node] = OPEN;
        nextInput[node] = graph.inputsFrom()[node];
        stack[depth] = node;
    }

    private QuernException cycle(int input, int depth) {
        List<String> path = new ArrayList<>();
        int from = depth;
        while (stack[from] != input) {
            from--;
        }
        for (int i = from; i <= depth && path.size() < CYCLE_SHOWN_MAX; i++) {
            path.add(graph.names().get(stack[i]));
        }
        boolean isCut = depth - from + 1 > path.size();
        return QuernException.user("tasks of the graph depend on themselves: " + String.join(" needs ", path)
                + (isCut ? " needs …" : "") + " needs " + graph.names().get(input) + "; break the cycle");
    }
}
