package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [DoubleVector].
public final class DoubleVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private double[] values;
    private int length;

    public DoubleVectorBuilder(DataType type, int capacity) {
        this.type = type;
        this.values = new double[capacity];
    }

    public void append(double value) {
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
        append(0d);
    }

    @Override
    public DoubleVector build() {
        double[] exact = values.length == length ? values : Arrays.copyOf(values, length);
        return new DoubleVector(type, length, nulls.toValidity(length), exact);
    }
}
