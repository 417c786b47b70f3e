package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Booleans as bits: bit `i % 64` of word `i / 64` is row `i`.
public record BooleanVector(DataType type, int length, Validity validity, long[] words) implements Vector {
    @Override
    public long retainedBytes() {
        return words.length * 8L + validity.retainedBytes();
    }
}
