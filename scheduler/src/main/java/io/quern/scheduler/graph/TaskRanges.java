package io.quern.scheduler.graph;

import java.util.Map;
import java.util.TreeMap;

/// Free ranges of dense ids: the lowest range that is wide enough is given out, neighbours are joined when they come
/// back.
final class TaskRanges {
    /// Width by start; never two that touch.
    private final TreeMap<Integer, Integer> free = new TreeMap<>();
    private int end;

    /// One past the highest id that was ever in use and is not free at the end.
    int end() {
        return end;
    }

    /// @throws IllegalStateException when the ids are used up; the caller limits the number of tasks before that
    int allocate(int width) {
        for (Map.Entry<Integer, Integer> range : free.entrySet()) {
            if (range.getValue() >= width) {
                int start = range.getKey();
                takeFrom(start, range.getValue(), width);
                return start;
            }
        }
        int start = end;
        end = Math.addExact(end, width);
        return start;
    }

    private void takeFrom(int start, int gap, int width) {
        free.remove(start);
        if (gap > width) {
            free.put(start + width, gap - width);
        }
    }

    void free(int start, int width) {
        int from = start;
        int to = start + width;
        Map.Entry<Integer, Integer> below = free.lowerEntry(start);
        if (below != null && below.getKey() + below.getValue() == from) {
            from = below.getKey();
            free.remove(from);
        }
        Integer above = free.remove(to);
        if (above != null) {
            to += above;
        }
        if (to == end) {
            end = from;
        } else {
            free.put(from, to - from);
        }
    }
}
