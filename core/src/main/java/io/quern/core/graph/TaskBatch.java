package io.quern.core.graph;

import io.quern.core.key.CodeHash;
import io.quern.core.key.TaskKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tasks that a client submits together, each with a function, an argument and inputs of its own: what single
/// submissions, `map` and explicit graphs become. A batch is one stage of its client's session; its tasks are the
/// partitions of that stage, from 0.
///
/// Flat columns, no object a task: a million tasks of three inputs each take about 40 bytes a task besides keys and
/// arguments. Immutable; the columns are owned, not copied.
///
///     functionOf   int a task              index into functions()
///     optionsOf    int a task              index into options()
///     isWanted     bit a task              whether the client holds the result from the start
///     keys         UTF-8, end to end       keyEnds: int a task; an empty one is made ([#madeKey])
///     arguments    bytes, end to end       argumentEnds: int a task
///     inputs       two ints an input       inputEnds: int a task, counted in inputs
///
/// An input is (stage, partition) of the same session, of an earlier stage or an earlier partition of this one; or,
/// where the stage is negative, task number `-1 - stage` of [#foreign()], a task of another session or job.
///
/// Its functions and arguments are of one code set; what other batches made, of whatever code, may be inputs.
///
/// Made by [TaskBatchBuilder] and by the codec.
public final class TaskBatch {
    private final int stage;
    private final CodeHash codeSet;
    private final List<FunctionSpec> functions;
    private final List<TaskOptions> options;
    private final List<TaskKey> foreign;
    private final int[] functionOf;
    private final int[] optionsOf;
    private final long[] wanted;
    private final byte[] keys;
    private final int[] keyEnds;
    private final byte[] arguments;
    private final int[] argumentEnds;
    private final int[] inputs;
    private final int[] inputEnds;

    /// All columns, as drawn above.
    ///
    /// @param codeSet the code that its functions and values are of, which the scheduler has; [CodeHash#NONE] where
    ///     every worker has it anyway
    /// @throws IllegalArgumentException where they do not fit together, or an input is not earlier: names the task
    public TaskBatch(
            int stage,
            CodeHash codeSet,
            List<FunctionSpec> functions,
            List<TaskOptions> options,
            List<TaskKey> foreign,
            TaskColumns columns) {
        this.stage = stage;
        this.codeSet = codeSet;
        this.functions = List.copyOf(functions);
        this.options = List.copyOf(options);
        this.foreign = List.copyOf(foreign);
        this.functionOf = columns.functionOf();
        this.optionsOf = columns.optionsOf();
        this.wanted = columns.wanted();
        this.keys = columns.keys();
        this.keyEnds = columns.keyEnds();
        this.arguments = columns.arguments();
        this.argumentEnds = columns.argumentEnds();
        this.inputs = columns.inputs();
        this.inputEnds = columns.inputEnds();
        TaskBatchRules.check(this);
    }

    /// Number of the batch in its session: larger than any before.
    public int stage() {
        return stage;
    }

    /// The code that its functions and values are of.
    public CodeHash codeSet() {
        return codeSet;
    }

    /// Number of tasks, at least 1.
    public int size() {
        return functionOf.length;
    }

    /// The distinct functions.
    public List<FunctionSpec> functions() {
        return functions;
    }

    /// The distinct options.
    public List<TaskOptions> options() {
        return options;
    }

    /// Tasks of other sessions and jobs that are inputs.
    public List<TaskKey> foreign() {
        return foreign;
    }

    /// Index of a task's function.
    public int functionOf(int task) {
        return functionOf[task];
    }

    public FunctionSpec function(int task) {
        return functions.get(functionOf[task]);
    }

    public TaskOptions options(int task) {
        return options.get(optionsOf[task]);
    }

    /// Index of a task's options.
    public int optionsOf(int task) {
        return optionsOf[task];
    }

    /// Whether the client holds the result from the start.
    public boolean isWanted(int task) {
        return (wanted[task >> 6] & 1L << task) != 0;
    }

    /// The key that the program gave, null where it gave none.
    public @Nullable String givenKey(int task) {
        int from = start(keyEnds, task);
        return from == keyEnds[task] ? null : new String(keys, from, keyEnds[task] - from, StandardCharsets.UTF_8);
    }

    /// The key by which people know a task: the one that was given, else made from name, stage and partition, such as
    /// `square-12.5`.
    public String key(int task) {
        String given = givenKey(task);
        return given == null ? madeKey(function(task).name(), stage, task) : given;
    }

    /// The key of a task that was given none.
    public static String madeKey(String name, int stage, int partition) {
        return name + "-" + stage + "." + partition;
    }

    /// A copy of the serialised argument.
    public Payload argument(int task) {
        int from = start(argumentEnds, task);
        return from == argumentEnds[task]
                ? Payload.EMPTY
                : Payload.of(Arrays.copyOfRange(arguments, from, argumentEnds[task]));
    }

    public int argumentBytes(int task) {
        return argumentEnds[task] - start(argumentEnds, task);
    }

    /// First input of a task, as a number for [#inputStage] and [#inputPartition].
    public int inputsFrom(int task) {
        return start(inputEnds, task);
    }

    /// One past the last input of a task.
    public int inputsTo(int task) {
        return inputEnds[task];
    }

    /// Inputs of all tasks.
    public int inputCount() {
        return inputEnds[inputEnds.length - 1];
    }

    /// Stage of an input in the session; negative: see above.
    public int inputStage(int input) {
        return inputs[2 * input];
    }

    /// Partition of an input; 0 for a foreign one.
    public int inputPartition(int input) {
        return inputs[2 * input + 1];
    }

    /// The columns; owned by the batch, not to be changed.
    public TaskColumns columns() {
        return new TaskColumns(
                functionOf, optionsOf, wanted, keys, keyEnds, arguments, argumentEnds, inputs, inputEnds);
    }

    private static int start(int[] ends, int task) {
        return task == 0 ? 0 : ends[task - 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskBatch that
                && stage == that.stage
                && codeSet.equals(that.codeSet)
                && functions.equals(that.functions)
                && options.equals(that.options)
                && foreign.equals(that.foreign)
                && columns().equals(that.columns());
    }

    @Override
    public int hashCode() {
        return 31 * stage + columns().hashCode();
    }

    @Override
    public String toString() {
        return "batch " + stage + " of " + size() + " tasks";
    }
}
