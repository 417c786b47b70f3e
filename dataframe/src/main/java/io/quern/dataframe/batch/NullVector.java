package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;

/// Nothing but nulls, of whatever type: a column that a file does not have.
public record NullVector(DataType type, int length) implements Vector {
    @Override
    public Validity validity() {
        return Validity.none(length);
    }

    @Override
    public boolean isNull(int row) {
        return true;
    }

    @Override
    public long retainedBytes() {
        return 0;
    }
}
