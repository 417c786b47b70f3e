package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Floating point numbers of 64 bits.
public record DoubleVector(DataType type, int length, Validity validity, double[] values) implements Vector {
    @Override
    public long retainedBytes() {
        return values.length * 8L + validity.retainedBytes();
    }
}
