package io.quern.core.graph;

import io.quern.core.key.CodeHash;
import io.quern.core.key.TaskKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds a [TaskBatch], task by task. Not thread-safe; used once.
public final class TaskBatchBuilder {
    private final int stage;
    private final List<FunctionSpec> functions = new ArrayList<>();
    private final Map<TaskOptions, Integer> options = new LinkedHashMap<>();
    private final Map<TaskKey, Integer> foreign = new LinkedHashMap<>();
    private int[] functionOf = new int[16];
    private int[] optionsOf = new int[16];
    private long[] wanted = new long[1];
    private byte[] keys = new byte[64];
    private int[] keyEnds = new int[16];
    private byte[] arguments = new byte[256];
    private int[] argumentEnds = new int[16];
    private int[] inputs = new int[32];
    private int[] inputEnds = new int[16];
    private int size;
    private int keyBytes;
    private int argumentBytes;
    private int inputCount;

    /// @param stage number of the batch in its session
    public TaskBatchBuilder(int stage) {
        this.stage = stage;
    }

    /// Adds a function that tasks may share.
    ///
    /// @return its index
    public int addFunction(FunctionSpec function) {
        functions.add(function);
        return functions.size() - 1;
    }

    /// Adds a task, at first without inputs: they are added to the last task.
    ///
    /// @param key null where it shall be made
    /// @return its partition
    public int addTask(int function, Payload argument, TaskOptions wishes, @Nullable String key, boolean isWanted) {
        ensureTasks();
        functionOf[size] = function;
        optionsOf[size] = options.computeIfAbsent(wishes, _ -> options.size());
        if (isWanted) {
            wanted[size >> 6] |= 1L << size;
        }
        if (key != null) {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            keys = append(keys, keyBytes, utf8);
            keyBytes += utf8.length;
        }
        arguments = append(arguments, argumentBytes, argument.bytes());
        argumentBytes += argument.sizeBytes();
        keyEnds[size] = keyBytes;
        argumentEnds[size] = argumentBytes;
        inputEnds[size] = inputCount;
        return size++;
    }

    /// Adds an input to the last task: a task of the same session.
    public void addInput(int inputStage, int partition) {
        if (2 * inputCount + 2 > inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * inputs.length);
        }
        inputs[2 * inputCount] = inputStage;
        inputs[2 * inputCount + 1] = partition;
        inputCount++;
        inputEnds[size - 1] = inputCount;
    }

    /// Adds an input to the last task: a task of another session or job.
    public void addForeignInput(TaskKey task) {
        addInput(-1 - foreign.computeIfAbsent(task, _ -> foreign.size()), 0);
    }

    /// Tasks added so far.
    public int size() {
        return size;
    }

    /// Bytes of arguments added so far.
    public int argumentBytes() {
        return argumentBytes;
    }

    /// A batch of whose code every worker has its own.
    public TaskBatch build() {
        return build(CodeHash.NONE);
    }

    /// @param codeSet the code that its functions and arguments are of
    public TaskBatch build(CodeHash codeSet) {
        return new TaskBatch(
                stage,
                codeSet,
                functions,
                new ArrayList<>(options.keySet()),
                new ArrayList<>(foreign.keySet()),
                new TaskColumns(
                        Arrays.copyOf(functionOf, size),
                        Arrays.copyOf(optionsOf, size),
                        Arrays.copyOf(wanted, (size + 63) / 64),
                        Arrays.copyOf(keys, keyBytes),
                        Arrays.copyOf(keyEnds, size),
                        Arrays.copyOf(arguments, argumentBytes),
                        Arrays.copyOf(argumentEnds, size),
                        Arrays.copyOf(inputs, 2 * inputCount),
                        Arrays.copyOf(inputEnds, size)));
    }

    private void ensureTasks() {
        if (size < functionOf.length) {
            return;
        }
        int capacity = 2 * size;
        functionOf = Arrays.copyOf(functionOf, capacity);
        optionsOf = Arrays.copyOf(optionsOf, capacity);
        wanted = Arrays.copyOf(wanted, (capacity + 63) / 64);
        keyEnds = Arrays.copyOf(keyEnds, capacity);
        argumentEnds = Arrays.copyOf(argumentEnds, capacity);
        inputEnds = Arrays.copyOf(inputEnds, capacity);
    }

    private static byte[] append(byte[] to, int size, byte[] more) {
        int needed = Math.addExact(size, more.length);
        byte[] grown = needed <= to.length ? to : Arrays.copyOf(to, Math.max(needed, 2 * to.length));
        System.arraycopy(more, 0, grown, size, more.length);
        return grown;
    }
}
