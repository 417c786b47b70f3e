package io.quern.scheduler.graph;

import java.util.Arrays;

/// First in, first out, of ids from 0; no object each.
public final class IntQueue {
    private int[] ring = new int[64];
    private int head;
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    public void add(int id) {
        if (size == ring.length) {
            int[] wider = Arrays.copyOf(ring, 2 * size);
            for (int i = 0; i < size; i++) {
                wider[i] = ring[head + i & size - 1];
            }
            ring = wider;
            head = 0;
        }
        ring[head + size & ring.length - 1] = id;
        size++;
    }

    /// Takes the oldest, [TaskTable#NONE] where there is none.
    public int poll() {
        if (size == 0) {
            return TaskTable.NONE;
        }
        int id = ring[head];
        head = head + 1 & ring.length - 1;
        size--;
        return id;
    }
}
