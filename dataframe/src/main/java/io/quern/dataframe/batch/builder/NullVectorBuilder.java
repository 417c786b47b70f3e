package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.type.DataType;

/// Counts the rows of a [NullVector].
public final class NullVectorBuilder implements VectorBuilder {
    private final DataType type;
    private int length;

    public NullVectorBuilder(DataType type) {
        this.type = type;
    }

    @Override
    public DataType type() {
        return type;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long arrayBytes() {
        return 0;
    }

    @Override
    public void appendNull() {
        length = Math.addExact(length, 1);
    }

    @Override
    public NullVector build() {
        return new NullVector(type, length);
    }
}
