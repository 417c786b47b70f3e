package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Lists: row `i` is the elements `offsets[i]` up to, not including, `offsets[i + 1]`.
public record ListVector(DataType type, int length, Validity validity, int[] offsets, Vector elements)
        implements Vector {
    /// How many elements each row has.
    public LongVector sizes() {
        long[] sizes = new long[length];
        for (int row = 0; row < length; row++) {
            sizes[row] = (long) offsets[row + 1] - offsets[row];
        }
        return new LongVector(DataType.INT64, length, Validity.ALL, sizes);
    }

    @Override
    public long retainedBytes() {
        return offsets.length * 4L + validity.retainedBytes() + elements.retainedBytes();
    }
}
