package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [LongVector].
public final class LongVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private long[] values;
    private int length;

    public LongVectorBuilder(DataType type, int capacity) {
        this.type = type;
        this.values = new long[capacity];
    }

    public void append(long value) {
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
        return 8L * values.length;
    }

    @Override
    public void appendNull() {
        nulls.mark(length);
        append(0L);
    }

    @Override
    public LongVector build() {
        long[] exact = values.length == length ? values : Arrays.copyOf(values, length);
        return new LongVector(type, length, nulls.toValidity(length), exact);
    }
}
