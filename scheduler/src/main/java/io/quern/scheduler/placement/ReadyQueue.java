package io.quern.scheduler.placement;

import io.quern.scheduler.graph.TaskTable;
import java.util.Arrays;

/// Ready tasks by priority, smallest first; equals by dense id. A binary heap that knows where each task stands, so
/// that any task can leave in O(log n).
public final class ReadyQueue {
    private final TaskTable tasks;
    private int[] heap = {};
    /// Position in the heap plus one, by task; 0 where the task is not here.
    private int[] place = {};
    private int size;

    public ReadyQueue(TaskTable tasks) {
        this.tasks = tasks;
    }

    public int size() {
        return size;
    }

    /// The next task, [TaskTable#NONE] where none is ready.
    public int first() {
        return size == 0 ? TaskTable.NONE : heap[0];
    }

    /// The task at a position of the heap; for visiting all, in an order that depends on nothing but the steps before.
    public int at(int position) {
        return heap[position];
    }

    public boolean contains(int task) {
        return task < place.length && place[task] != 0;
    }

    public void add(int task) {
        if (contains(task)) {
            throw new IllegalStateException("task " + tasks.key(task) + " is queued already");
        }
        if (task >= place.length) {
            place = Arrays.copyOf(place, Math.max(task + 1, Math.max(64, place.length * 3 / 2)));
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(64, size * 3 / 2));
        }
        size++;
        siftUp(size - 1, task);
    }

    public void remove(int task) {
        if (!contains(task)) {
            throw new IllegalStateException("task " + tasks.key(task) + " is not queued");
        }
        int hole = place[task] - 1;
        place[task] = 0;
        size--;
        int last = heap[size];
        if (hole == size) {
            return;
        }
        siftUp(hole, last);
        if (heap[hole] == last) {
            siftDown(hole, last);
        }
    }

    private boolean isBefore(int task, int other) {
        long priority = tasks.priority(task);
        long otherPriority = tasks.priority(other);
        return priority != otherPriority ? priority < otherPriority : task < other;
    }

    private void siftUp(int from, int task) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            if (!isBefore(task, heap[parent])) {
                break;
            }
            put(position, heap[parent]);
            position = parent;
        }
        put(position, task);
    }

    private void siftDown(int from, int task) {
        int position = from;
        while (true) {
            int child = 2 * position + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], task)) {
                break;
            }
            put(position, heap[child]);
            position = child;
        }
        put(position, task);
    }

    private void put(int position, int task) {
        heap[position] = task;
        place[task] = position + 1;
    }
}
