package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Text as UTF-8, or binary: row `i` is `data[offsets[i]]` up to, not including, `data[offsets[i + 1]]`. `offsets`
/// has `length + 1` entries and need not begin at 0.
public record BytesVector(DataType type, int length, Validity validity, byte[] data, int[] offsets) implements Vector {
    @Override
    public long retainedBytes() {
        return data.length + offsets.length * 4L + validity.retainedBytes();
    }
}
