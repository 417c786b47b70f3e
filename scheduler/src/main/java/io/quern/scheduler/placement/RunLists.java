package io.quern.scheduler.placement;

import io.quern.scheduler.graph.TaskTable;
import java.util.Arrays;

/// The tasks in `processing` of each worker, by slot, the one assigned last in front: linked lists in flat arrays, 8
/// bytes a task.
public final class RunLists {
    /// First task plus one, by slot; 0 where the worker runs none.
    private int[] heads = {};
    /// Next task plus one, by task.
    private int[] next = {};
    /// Previous task plus one, by task.
    private int[] previous = {};

    public void add(int slot, int task) {
        if (slot >= heads.length) {
            heads = Arrays.copyOf(heads, Math.max(slot + 1, heads.length * 3 / 2));
        }
        if (task >= next.length) {
            int size = Math.max(task + 1, Math.max(64, next.length * 3 / 2));
            next = Arrays.copyOf(next, size);
            previous = Arrays.copyOf(previous, size);
        }
        int head = heads[slot];
        next[task] = head;
        previous[task] = 0;
        if (head != 0) {
            previous[head - 1] = task + 1;
        }
        heads[slot] = task + 1;
    }

    public void remove(int slot, int task) {
        if (previous[task] == 0) {
            heads[slot] = next[task];
        } else {
            next[previous[task] - 1] = next[task];
        }
        if (next[task] != 0) {
            previous[next[task] - 1] = previous[task];
        }
    }

    /// The task assigned last, [TaskTable#NONE] where the worker runs none.
    public int first(int slot) {
        return slot < heads.length ? heads[slot] - 1 : TaskTable.NONE;
    }

    /// The one before it in time, [TaskTable#NONE] where there is none.
    public int next(int task) {
        return next[task] - 1;
    }
}
