package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// The same value in every row: a folder column, a literal, a time that a row group's statistics prove.
///
/// @param value a vector of length 1, neither constant nor dictionary; null in it makes every row null
public record ConstantVector(Vector value, int length) implements Vector {
    public ConstantVector {
        if (value.length() != 1 || value instanceof ConstantVector || value instanceof DictionaryVector) {
            throw new IllegalArgumentException("a constant is a flat vector of length 1, got " + value.length()
                    + " rows of " + value.getClass().getSimpleName());
        }
    }

    @Override
    public DataType type() {
        return value.type();
    }

    @Override
    public Validity validity() {
        return value.isNull(0) ? Validity.none(length) : Validity.ALL;
    }

    @Override
    public boolean isNull(int row) {
        return value.isNull(0);
    }

    @Override
    public long retainedBytes() {
        return value.retainedBytes();
    }
}
