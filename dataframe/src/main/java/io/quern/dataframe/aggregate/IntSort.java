package io.quern.dataframe.aggregate;

import java.util.function.IntBinaryOperator;

/// Sorts dense ids by what they stand for.
final class IntSort {
    private static final int INSERTION_MAX = 12;

    private IntSort() {}

    /// The numbers 0 to `count - 1` in the order of `compare`, stable.
    static int[] sorted(int count, IntBinaryOperator compare) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = i;
        }
        mergeSort(ids, new int[count], 0, count, compare);
        return ids;
    }

    /// Reorders row numbers so that their keys ascend; equal keys keep their order.
    ///
    /// @param keys key of each row, below `keyCount`
    static int[] byKey(int[] rows, int[] keys, int keyCount) {
        int[] starts = new int[keyCount + 1];
        for (int row : rows) {
            starts[keys[row] + 1]++;
        }
        for (int key = 0; key < keyCount; key++) {
            starts[key + 1] += starts[key];
        }
        int[] sorted = new int[rows.length];
        for (int row : rows) {
            sorted[starts[keys[row]]++] = row;
        }
        return sorted;
    }

    private static void mergeSort(int[] ids, int[] scratch, int from, int to, IntBinaryOperator compare) {
        if (to - from <= INSERTION_MAX) {
            insertionSort(ids, from, to, compare);
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(ids, scratch, from, middle, compare);
        mergeSort(ids, scratch, middle, to, compare);
        if (compare.applyAsInt(ids[middle - 1], ids[middle]) <= 0) {
            return;
        }
        System.arraycopy(ids, from, scratch, from, middle - from);
        int left = from;
        int right = middle;
        for (int at = from; left < middle; at++) {
            if (right < to && compare.applyAsInt(scratch[left], ids[right]) > 0) {
                ids[at] = ids[right++];
            } else {
                ids[at] = scratch[left++];
            }
        }
    }

    private static void insertionSort(int[] ids, int from, int to, IntBinaryOperator compare) {
        for (int i = from + 1; i < to; i++) {
            int id = ids[i];
            int at = i;
            while (at > from && compare.applyAsInt(ids[at - 1], id) > 0) {
                ids[at] = ids[--at];
            }
            ids[at] = id;
        }
    }
}
