package io.quern.scheduler.graph;

import java.util.Arrays;

/// Who depends on the tasks of batches: for each task a doubly linked list of edges, newest first, in flat
/// arrays. So an edge comes and goes in constant time, however many dependents a task has. 12 bytes an edge, 4
/// a task.
///
/// The edges behind the inputs of a batch are neighbours; their numbers are given out again when the batch is gone.
public final class EdgeTable {
    private static final int NONE = -1;

    private final TaskTable tasks;
    private final TaskRanges ranges = new TaskRanges();
    /// First edge plus one, by upstream task; 0 where nothing depends on it.
    private int[] head = {};
    private int[] next = {};
    private int[] previous = {};
    /// The task that depends, by edge.
    private int[] dependent = {};

    public EdgeTable(TaskTable tasks) {
        this.tasks = tasks;
    }

    int allocate(int count) {
        int first = ranges.allocate(count);
        if (ranges.end() > next.length) {
            int size =
                    Math.max(ranges.end(), Math.max(64, (int) Math.min(Integer.MAX_VALUE - 8L, next.length * 3L / 2)));
            next = Arrays.copyOf(next, size);
            previous = Arrays.copyOf(previous, size);
            dependent = Arrays.copyOf(dependent, size);
        }
        return first;
    }

    void free(int first, int count) {
        ranges.free(first, count);
    }

    void link(int edge, int upstream, int task) {
        if (upstream >= head.length) {
            head = Arrays.copyOf(head, Math.max(upstream + 1, Math.max(64, head.length * 3 / 2)));
        }
        int first = head[upstream] - 1;
        next[edge] = first;
        previous[edge] = NONE;
        dependent[edge] = task;
        if (first != NONE) {
            previous[first] = edge;
        }
        head[upstream] = edge + 1;
    }

    void unlink(int edge, int upstream) {
        int before = previous[edge];
        int after = next[edge];
        if (before == NONE) {
            head[upstream] = after + 1;
        } else {
            next[before] = after;
        }
        if (after != NONE) {
            previous[after] = before;
        }
    }

    /// Whether any task depends on this one.
    public boolean hasDependents(int task) {
        return task < head.length && head[task] != 0;
    }

    /// Edges in use, or free between those in use.
    public int end() {
        return ranges.end();
    }

    void visitDependents(int task, SpanVisitor visitor) {
        if (!hasDependents(task)) {
            return;
        }
        for (int edge = head[task] - 1; edge != NONE; edge = next[edge]) {
            TaskGroup group = tasks.group(dependent[edge]);
            int partition = dependent[edge] - group.firstTask();
            visitor.visit(group, partition, partition + 1);
        }
    }
}
