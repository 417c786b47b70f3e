package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Lists: row `i` is the elements `offsets[i]` up to, not including, `offsets[i + 1]`.
public record ListVector(DataType type, int length, Validity validity, int[] offsets, Vector elements)
        implements Vector {
    @Override
    public long retainedBytes() {
        return offsets.length * 4L + validity.retainedBytes() + elements.retainedBytes();
    }
}
