package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Floating point numbers of 32 bits.
public record FloatVector(DataType type, int length, Validity validity, float[] values) implements Vector {
    @Override
    public long retainedBytes() {
        return values.length * 4L + validity.retainedBytes();
    }
}
