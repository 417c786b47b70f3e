package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Whole numbers of 64 bits, unsigned ones of 32, times in micro- or nanoseconds, and timestamps.
public record LongVector(DataType type, int length, Validity validity, long[] values) implements Vector {
    @Override
    public long retainedBytes() {
        return values.length * 8L + validity.retainedBytes();
    }
}
