package io.quern.scheduler.graph;

import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.CodeHash;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Tasks that came together and whose dense ids are neighbours: the partitions of a [Stage], which has one function
/// and patterns of dependencies, or of a [BatchGroup], whose tasks are each their own.
public abstract sealed class TaskGroup permits Stage, BatchGroup {
    /// [#firstTask()] of a group whose tasks do not exist yet; all of them are waiting.
    public static final int NOT_EXPANDED = -1;

    /// Largest number of a user's priority, of submissions and of positions in [#rank].
    private static final int POSITION_BITS = 28;

    private static final int SUBMISSION_BITS = 24;
    private static final int COUNTERS_MAX = 1_000;
    private static final String OTHER_COUNTERS = "(other counters)";

    /// Expected run time before any run has ended.
    private static final long UNKNOWN_RUN_NANOS = 100_000_000;

    private final int[] phaseCounts = new int[TaskPhase.COUNT];
    private final NavigableMap<String, Long> counters = new TreeMap<>();
    private int firstTask = NOT_EXPANDED;
    private int[] lanes = {};
    private int startedCount;
    private int endedRuns;
    private long endedRunsNanos;

    /// What it is a part of.
    public abstract Graph graph();

    /// Its number in the graph: the stage of the keys of its tasks.
    public abstract int number();

    /// Number of its tasks.
    public abstract int size();

    /// What people see of a task: the name of its stage or of its function.
    public abstract String name(int partition);

    /// The key by which people know a task.
    public abstract String key(int partition);

    /// The distinct options of its tasks.
    public abstract List<TaskOptions> options();

    /// Index of a task's options.
    public abstract int optionsOf(int partition);

    /// What was asked for a task.
    public final TaskOptions options(int partition) {
        return options().get(optionsOf(partition));
    }

    /// Number of a task's function in the group.
    public abstract int functionOf(int partition);

    public abstract String functionName(int function);

    public abstract Payload code(int function);

    /// The code set that its functions are of.
    public abstract CodeHash codeSet();

    /// Slots of the workers that know a function.
    public abstract BitSet definedOn(int function);

    /// Number of functions.
    public abstract int functions();

    public abstract Payload argument(int partition);

    /// Lists of inputs that a task has.
    public abstract int inputLists();

    /// Lists of inputs of which a task reads one part each.
    public List<Integer> exchanges() {
        return List.of();
    }

    /// Whether a task has the inputs of a list in memory, all of them, before it begins.
    public boolean isFetched(int list) {
        return true;
    }

    /// Visits the inputs of a task behind one of its lists, in their order.
    public abstract void visitInput(int partition, int list, SpanVisitor visitor);

    /// Visits the tasks that depend on a task, once for each dependency.
    public abstract void visitDependents(int partition, SpanVisitor visitor);

    /// Whether the job is not finished before this task is.
    public abstract boolean isGoal(int partition);

    /// Order of running, smaller first.
    public abstract long priority(int partition);

    /// Visits all inputs of a task, list by list.
    public void visitInputs(int partition, SpanVisitor visitor) {
        for (int list = 0; list < inputLists(); list++) {
            visitInput(partition, list, visitor);
        }
    }

    public int firstTask() {
        return firstTask;
    }

    public boolean isExpanded() {
        return firstTask != NOT_EXPANDED;
    }

    /// Gives the group its range of dense ids.
    public void expandAt(int task) {
        firstTask = task;
    }

    /// Gives the range back.
    public void collapse() {
        firstTask = NOT_EXPANDED;
    }

    /// Numbers of the lanes in which its tasks stand while they are ready, by index of options.
    public int[] lanes() {
        return lanes;
    }

    public void setLanes(int[] numbers) {
        lanes = numbers;
    }

    /// Number of the lane of a task.
    public int lane(int partition) {
        return lanes[optionsOf(partition)];
    }

    public int[] phaseCounts() {
        return phaseCounts;
    }

    public NavigableMap<String, Long> counters() {
        return counters;
    }

    /// Runs that have begun and not ended.
    public int startedCount() {
        return startedCount;
    }

    public void countStarted(int change) {
        startedCount += change;
    }

    /// Adds what a first finished run of a task counted. Names beyond a thousand are summed as one.
    public void addCounters(Map<String, Long> counted) {
        counted.forEach((name, amount) -> {
            boolean hasRoom = counters.size() < COUNTERS_MAX || counters.containsKey(name);
            counters.merge(hasRoom ? name : OTHER_COUNTERS, amount, Long::sum);
        });
    }

    public void addRunNanos(long elapsedNanos) {
        endedRuns++;
        endedRunsNanos += Math.max(0, elapsedNanos);
    }

    public boolean hasEndedRuns() {
        return endedRuns > 0;
    }

    /// Mean time of the runs that ended so far.
    public long expectedRunNanos() {
        return endedRuns == 0 ? UNKNOWN_RUN_NANOS : endedRunsNanos / endedRuns;
    }

    /// Forgets that a worker knows any function.
    public void forgetSlot(int slot) {
        for (int function = 0; function < functions(); function++) {
            definedOn(function).clear(slot);
        }
    }

    /// Order of running: the user's priority first, then earlier submissions, then the position within one.
    ///
    ///     bit 62 … 52          51 … 28        27 … 0
    ///     1,000 - priority     submission     position
    static long rank(int userPriority, long submission, long position) {
        long wish = TaskOptions.PRIORITY_MAX - (long) userPriority;
        long order = submission & ((1L << SUBMISSION_BITS) - 1);
        return wish << (SUBMISSION_BITS + POSITION_BITS)
                | order << POSITION_BITS
                | Math.min(position, (1L << POSITION_BITS) - 1);
    }
}
