package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Builds an [ObjectVector].
public final class ObjectVectorBuilder implements VectorBuilder {
    private @Nullable Object[] values;
    private int length;

    public ObjectVectorBuilder(int capacity) {
        this.values = new Object[capacity];
    }

    public void append(@Nullable Object value) {
        if (length == values.length) {
            values = Arrays.copyOf(values, Growth.grown(length, length + 1L));
        }
        values[length++] = value;
    }

    @Override
    public DataType type() {
        return DataType.OBJECT;
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
        append(null);
    }

    @Override
    public ObjectVector build() {
        return new ObjectVector(length, values.length == length ? values : Arrays.copyOf(values, length));
    }
}
