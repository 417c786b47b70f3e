package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Maps: row `i` is the entries `offsets[i]` up to, not including, `offsets[i + 1]` of keys and values.
public record MapVector(DataType type, int length, Validity validity, int[] offsets, Vector keys, Vector values)
        implements Vector {
    @Override
    public long retainedBytes() {
        return offsets.length * 4L + validity.retainedBytes() + keys.retainedBytes() + values.retainedBytes();
    }
}
