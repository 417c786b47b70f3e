package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [FloatVector].
public final class FloatVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private float[] values;
    private int length;

    public FloatVectorBuilder(DataType type, int capacity) {
        this.type = type;
        this.values = new float[capacity];
    }

    public void append(float value) {
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
        append(0f);
    }

    @Override
    public FloatVector build() {
        float[] exact = values.length == length ? values : Arrays.copyOf(values, length);
        return new FloatVector(type, length, nulls.toValidity(length), exact);
    }
}
