package io.quern.client.session;

import io.quern.client.cell.CellOwner;
import io.quern.client.cell.TaskCell;
import io.quern.client.code.CodeSets;
import io.quern.client.code.FunctionCodes;
import io.quern.client.graph.TaskGraph;
import io.quern.client.graph.TaskGraph.NodeContent;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskColumns;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.CodeHash;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage.ReleaseTasks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sends a graph as batches of bounded size, in an order in which inputs come first. Used once.
///
/// A task whose dependents come in a later batch has to be held until that one has been sent, or the scheduler
/// would forget it at once: nobody else needs it yet. Those holds are given up at the end.
final class GraphSubmission {
    private static final int BATCH_TASKS_MAX = 65_536;
    private static final int TASK_BYTES = 40;

    /// Stands for the number of the batch that is built, which it gets when it is sent.
    private static final int THIS_BATCH = Integer.MAX_VALUE;

    private final TaskGraph graph;
    private final FunctionCodes codes;
    private final CodeSets.OneCall codeSets;
    private final TaskOptions options;
    private final String prefix;
    private final CellOwner owner;
    private final Outgoing outgoing;
    private final SessionTasks tasks;

    private final int[] order;

    /// By node: position in the order of the last task that depends on it.
    private final int[] lastDependent;

    /// By node: where it went.
    private final int[] stageOf;

    private final int[] partitionOf;
    private final Map<Integer, FunctionCodes.Call> calls = new HashMap<>();
    private final Map<String, TaskCell> outputs = new LinkedHashMap<>();
    private final Map<Integer, BitSet> held = new LinkedHashMap<>();

    /// @param prefix begins the keys, which end with the names of the nodes
    GraphSubmission(
            TaskGraph graph,
            FunctionCodes codes,
            CodeSets codeSets,
            TaskOptions options,
            String prefix,
            CellOwner owner,
            Outgoing outgoing,
            SessionTasks tasks) {
        this.graph = graph;
        this.codes = codes;
        this.codeSets = codeSets.begin();
        this.options = options;
        this.prefix = prefix;
        this.owner = owner;
        this.outgoing = outgoing;
        this.tasks = tasks;
        this.order = graph.order();
        this.lastDependent = new int[graph.size()];
        this.stageOf = new int[graph.size()];
        this.partitionOf = new int[graph.size()];
    }

    /// @return the outputs by name
    Map<String, TaskCell> send() {
        for (int position = 0; position < order.length; position++) {
            for (int i = 0; i < graph.inputCount(order[position]); i++) {
                lastDependent[graph.input(order[position], i)] = position;
            }
        }
        try {
            int from = 0;
            while (from < order.length) {
                from = sendBatch(from);
            }
        } catch (RuntimeException unsendable) {
            outputs.values().forEach(TaskCell::dropHandle);
            throw unsendable;
        } finally {
            releaseHeld();
        }
        return outputs;
    }

    /// @return position after the last task of the batch
    private int sendBatch(int from) {
        List<FunctionCodes.Call> called = new ArrayList<>();
        long bytes = 0;
        while (from + called.size() < order.length
                && called.size() < BATCH_TASKS_MAX
                && (called.isEmpty() || bytes < Outgoing.BATCH_BYTES_MAX)) {
            int node = order[from + called.size()];
            FunctionCodes.Call call = call(node);
            TaskSubmitter.checkSize(call.function(), call.argument());
            called.add(call);
            bytes += TASK_BYTES + call.argument().sizeBytes() + graph.name(node).length() + 8L * graph.inputCount(node);
        }
        int to = from + called.size();
        TaskBatch batch = build(from, to, called, codeSet(called));
        outgoing.add(stage -> numbered(batch, stage, from, to), bytes);
        return to;
    }

    private CodeHash codeSet(List<FunctionCodes.Call> called) {
        Set<Payload> payloads = Collections.newSetFromMap(new IdentityHashMap<>());
        for (FunctionCodes.Call call : called) {
            payloads.add(call.function().code());
            payloads.add(call.argument());
        }
        return codeSets.of(payloads);
    }

    /// Content is serialised once, however many nodes have it.
    private FunctionCodes.Call call(int node) {
        NodeContent content = graph.content(node);
        Object function = content.function();
        if (function == null) {
            return new FunctionCodes.Call(codes.scatter(content.definedAt()), codes.argument(content.value()));
        }
        return calls.computeIfAbsent(graph.contentOf(node), _ -> codes.node(function, content.definedAt()));
    }

    private TaskBatch build(int from, int to, List<FunctionCodes.Call> called, CodeHash codeSet) {
        TaskBatchBuilder builder = new TaskBatchBuilder(THIS_BATCH);
        Map<FunctionSpec, Integer> functions = new HashMap<>();
        for (int position = from; position < to; position++) {
            int node = order[position];
            FunctionSpec function = called.get(position - from).function();
            Payload argument = called.get(position - from).argument();
            Integer index = functions.get(function);
            if (index == null) {
                index = builder.addFunction(function);
                functions.put(function, index);
            }
            boolean isWanted = graph.isOutput(node) || lastDependent[node] >= to;
            partitionOf[node] = builder.addTask(index, argument, options, prefix + graph.name(node), isWanted);
            stageOf[node] = THIS_BATCH;
            for (int i = 0; i < graph.inputCount(node); i++) {
                int input = graph.input(node, i);
                builder.addInput(stageOf[input], partitionOf[input]);
            }
        }
        return builder.build(codeSet);
    }

    /// Gives the batch its number, and makes its outputs known before it is sent. Runs under the lock of
    /// [Outgoing].
    private TaskBatch numbered(TaskBatch built, int stage, int from, int to) {
        TaskColumns columns = built.columns();
        int[] inputs = columns.inputs();
        for (int i = 0; i < inputs.length; i += 2) {
            inputs[i] = inputs[i] == THIS_BATCH ? stage : inputs[i];
        }
        TaskBatch batch =
                new TaskBatch(stage, built.codeSet(), built.functions(), built.options(), built.foreign(), columns);
        SubmittedBatch submitted = tasks.begin(stage);
        for (int position = from; position < to; position++) {
            int node = order[position];
            stageOf[node] = stage;
            if (graph.isOutput(node)) {
                TaskCell cell = new TaskCell(
                        new TaskKey(tasks.session(), stage, partitionOf[node]),
                        batch.function(partitionOf[node]),
                        prefix + graph.name(node),
                        owner);
                tasks.add(submitted, cell);
                outputs.put(graph.name(node), cell);
            } else if (lastDependent[node] >= to) {
                held.computeIfAbsent(stage, _ -> new BitSet()).set(partitionOf[node]);
            }
        }
        submitted.close(batch);
        return batch;
    }

    private void releaseHeld() {
        List<TaskRange> ranges = new ArrayList<>();
        held.forEach((stage, partitions) -> Releases.addRanges(stage, partitions, ranges));
        if (!ranges.isEmpty()) {
            outgoing.add(new ReleaseTasks(tasks.session(), ranges));
        }
    }
}
