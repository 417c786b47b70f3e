package io.quern.dataframe.batch.builder;

import java.util.Arrays;

/// Where the rows of a list or map under construction end.
final class RowOffsets {
    private int[] offsets;
    private int length;

    RowOffsets(int capacity) {
        this.offsets = new int[capacity + 1];
    }

    int length() {
        return length;
    }

    int end() {
        return offsets[length];
    }

    long arrayBytes() {
        return 4L * offsets.length;
    }

    void append(int end) {
        if (length + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, Growth.grown(offsets.length, length + 2L));
        }
        offsets[++length] = end;
    }

    int[] toArray() {
        return offsets.length == length + 1 ? offsets : Arrays.copyOf(offsets, length + 1);
    }
}
