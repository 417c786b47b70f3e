package io.quern.scheduler.placement;

import io.quern.scheduler.graph.TaskTable;
import java.util.Arrays;

/// Small ids in an order, the first in front: a binary heap that knows where each id stands, so that any of them can
/// leave, or move where its key has changed, in O(log n).
///
/// Heaps may share their [Places]; an id is then in one of them at most.
final class IdHeap {
    private final Order order;
    private final Places places;
    private int[] heap = {};
    private int size;

    /// A total order of ids.
    @FunctionalInterface
    interface Order {
        boolean isBefore(int id, int other);
    }

    /// Where ids stand in their heap: position plus one, 0 where an id is in none.
    static final class Places {
        private int[] place = {};

        private int of(int id) {
            return id < place.length ? place[id] : 0;
        }

        private void ensureCapacity(int capacity) {
            if (capacity > place.length) {
                place = Arrays.copyOf(place, Math.max(capacity, Math.max(64, place.length * 3 / 2)));
            }
        }
    }

    IdHeap(Order order, Places places) {
        this.order = order;
        this.places = places;
    }

    int size() {
        return size;
    }

    /// The id in front, [TaskTable#NONE] where there is none.
    int first() {
        return size == 0 ? TaskTable.NONE : heap[0];
    }

    /// The id at a position; for visiting all, in an order that depends on nothing but what happened before.
    int at(int position) {
        return heap[position];
    }

    /// All ids, in the order of the heap; a copy.
    int[] toArray() {
        return Arrays.copyOf(heap, size);
    }

    boolean contains(int id) {
        int place = places.of(id);
        return place != 0 && place <= size && heap[place - 1] == id;
    }

    void add(int id) {
        if (places.of(id) != 0) {
            throw new IllegalStateException("id " + id + " is in a heap already");
        }
        places.ensureCapacity(id + 1);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, Math.max(16, size * 3 / 2));
        }
        size++;
        siftUp(size - 1, id);
    }

    void remove(int id) {
        int hole = positionOf(id);
        places.place[id] = 0;
        size--;
        int last = heap[size];
        if (hole != size) {
            settle(hole, last);
        }
    }

    /// Puts an id where it belongs after its key has changed.
    void moved(int id) {
        settle(positionOf(id), id);
    }

    /// Whether each id stands where its key says: for checks.
    boolean isOrdered() {
        for (int position = 1; position < size; position++) {
            if (order.isBefore(heap[position], heap[(position - 1) >>> 1])) {
                return false;
            }
        }
        return true;
    }

    private int positionOf(int id) {
        if (!contains(id)) {
            throw new IllegalStateException("id " + id + " is not in this heap");
        }
        return places.place[id] - 1;
    }

    private void settle(int position, int id) {
        siftUp(position, id);
        if (heap[position] == id) {
            siftDown(position, id);
        }
    }

    private void siftUp(int from, int id) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            if (!order.isBefore(id, heap[parent])) {
                break;
            }
            put(position, heap[parent]);
            position = parent;
        }
        put(position, id);
    }

    private void siftDown(int from, int id) {
        int position = from;
        while (true) {
            int child = 2 * position + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && order.isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!order.isBefore(heap[child], id)) {
                break;
            }
            put(position, heap[child]);
            position = child;
        }
        put(position, id);
    }

    private void put(int position, int id) {
        heap[position] = id;
        places.place[id] = position + 1;
    }
}
