package io.quern.client.graph;

import io.quern.client.call.NodeInputs;
import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.error.UserFrames;
import io.quern.client.graph.TaskGraph.NodeContent;
import io.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the nodes of a [TaskGraph]. A node may name inputs that come later. Not thread-safe.
public final class TaskGraphBuilder {
    private static final int UNDEFINED = -1;
    private static final int NAMES_SHOWN_MAX = 5;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<NodeContent> contents = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> contentOfFunction = new IdentityHashMap<>();
    private final Map<Class<?>, String> lineOfLambda = new HashMap<>();
    private final Set<String> outputs = new LinkedHashSet<>();
    private int[] contentOf = new int[16];
    private int[] inputsFrom = new int[16];
    private int[] inputsTo = new int[16];
    private int[] inputs = new int[32];
    private int inputCount;

    TaskGraphBuilder() {}

    /// A node without inputs.
    ///
    /// @throws QuernException USER where there is a node of that name already
    public TaskGraphBuilder task(String name, RemoteCallable<?> callable) {
        return add(name, content(callable), List.of());
    }

    /// A node that applies a function to the results of others.
    ///
    /// @throws QuernException USER where there is a node of that name already
    public TaskGraphBuilder task(String name, RemoteFunction<NodeInputs, ?> function, String... inputNames) {
        return add(name, content(function), Arrays.asList(inputNames));
    }

    /// A node that applies a function to the results of others.
    ///
    /// @throws QuernException USER where there is a node of that name already
    public TaskGraphBuilder task(String name, RemoteFunction<NodeInputs, ?> function, Collection<String> inputNames) {
        return add(name, content(function), inputNames);
    }

    /// A node that is a value of the program.
    ///
    /// @throws QuernException USER where there is a node of that name already
    public TaskGraphBuilder value(String name, @Nullable Object value) {
        contents.add(new NodeContent(null, value, ""));
        return add(name, contents.size() - 1, List.of());
    }

    /// The nodes whose results are wanted; without a word about it, those on which no other depends. What none of
    /// them needs does not run.
    public TaskGraphBuilder outputs(String... wanted) {
        outputs.addAll(Arrays.asList(wanted));
        return this;
    }

    /// Checks the whole.
    ///
    /// @throws QuernException USER where an input or output is no node, or nodes depend on themselves: names them
    public TaskGraph build() {
        if (names.isEmpty()) {
            throw QuernException.user("the graph has no tasks; add one with task(name, …)");
        }
        checkDefined();
        GraphColumns columns = new GraphColumns(
                List.copyOf(names),
                new ArrayList<>(contents),
                Arrays.copyOf(contentOf, names.size()),
                Arrays.copyOf(inputs, inputCount),
                Arrays.copyOf(inputsFrom, names.size()),
                Arrays.copyOf(inputsTo, names.size()));
        boolean[] isOutput = isOutput();
        return new TaskGraph(columns, GraphOrder.of(columns, isOutput), isOutput);
    }

    private int content(Object function) {
        Integer known = contentOfFunction.get(function);
        if (known == null) {
            contents.add(new NodeContent(function, null, line(function.getClass())));
            known = contents.size() - 1;
            contentOfFunction.put(function, known);
        }
        return known;
    }

    /// A lambda's class belongs to one place of the source.
    private String line(Class<?> type) {
        return type.isHidden() ? lineOfLambda.computeIfAbsent(type, _ -> UserFrames.callSite()) : UserFrames.callSite();
    }

    private TaskGraphBuilder add(String name, int content, Collection<String> inputNames) {
        int node = number(name);
        if (contentOf[node] != UNDEFINED) {
            throw QuernException.user("the graph has two tasks named " + name + "; give each a name of its own");
        }
        contentOf[node] = content;
        inputsFrom[node] = inputCount;
        for (String input : inputNames) {
            if (inputCount == inputs.length) {
                inputs = Arrays.copyOf(inputs, 2 * inputs.length);
            }
            inputs[inputCount++] = number(input);
        }
        inputsTo[node] = inputCount;
        return this;
    }

    private int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (name.isBlank()) {
            throw QuernException.user("a task of the graph has an empty name; give it one, it becomes the task's key");
        }
        int node = names.size();
        if (node == contentOf.length) {
            contentOf = Arrays.copyOf(contentOf, 2 * node);
            inputsFrom = Arrays.copyOf(inputsFrom, 2 * node);
            inputsTo = Arrays.copyOf(inputsTo, 2 * node);
        }
        contentOf[node] = UNDEFINED;
        names.add(name);
        numbers.put(name, node);
        return node;
    }

    private void checkDefined() {
        List<String> undefined = new ArrayList<>();
        for (int node = 0; node < names.size(); node++) {
            if (contentOf[node] == UNDEFINED) {
                undefined.add(names.get(node));
            }
        }
        for (String output : outputs) {
            if (!numbers.containsKey(output)) {
                undefined.add(output);
            }
        }
        if (!undefined.isEmpty()) {
            List<String> shown = undefined.subList(0, Math.min(NAMES_SHOWN_MAX, undefined.size()));
            throw QuernException.user("the graph has no task named " + String.join(", ", shown)
                    + (undefined.size() > shown.size() ? " and " + (undefined.size() - shown.size()) + " more" : "")
                    + ", which other tasks or the outputs name; define it with task(name, …) or value(name, …)");
        }
    }

    private boolean[] isOutput() {
        boolean[] isOutput = new boolean[names.size()];
        if (!outputs.isEmpty()) {
            outputs.forEach(name -> isOutput[numbers.getOrDefault(name, 0)] = true);
            return isOutput;
        }
        Arrays.fill(isOutput, true);
        for (int i = 0; i < inputCount; i++) {
            isOutput[inputs[i]] = false;
        }
        return isOutput;
    }
}
