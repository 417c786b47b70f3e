package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [IntVector].
public final class IntVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private int[] values;
    private int length;

    public IntVectorBuilder(DataType type, int capacity) {
        this.type = type;
        this.values = new int[capacity];
    }

    public void append(int value) {
        if (length == values.length) {
            values = Arrays.copyOf(values, Growth.grown(length, length + 1L));
        }
        values[length++] = value;
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
        return 4L * values.length;
    }

    @Override
    public void appendNull() {
        nulls.mark(length);
        append(0);
    }

    @Override
    public IntVector build() {
        int[] exact = values.length == length ? values : Arrays.copyOf(values, length);
        return new IntVector(type, length, nulls.toValidity(length), exact);
    }
}
