package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Whole numbers of up to 32 bits, dates, and times in seconds or milliseconds.
public record IntVector(DataType type, int length, Validity validity, int[] values) implements Vector {
    @Override
    public long retainedBytes() {
        return values.length * 4L + validity.retainedBytes();
    }
}
