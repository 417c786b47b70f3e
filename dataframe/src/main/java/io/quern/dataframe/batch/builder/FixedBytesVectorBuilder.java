package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Builds a [FixedBytesVector].
public final class FixedBytesVectorBuilder implements VectorBuilder {
    private final DataType type;
    private final int widthBytes;
    private final NullMarks nulls = new NullMarks();
    private byte[] data;
    private int length;

    public FixedBytesVectorBuilder(DataType type, int widthBytes, int capacity) {
        this.type = type;
        this.widthBytes = widthBytes;
        this.data = new byte[Math.multiplyExact(capacity, widthBytes)];
    }

    public int widthBytes() {
        return widthBytes;
    }

    /// Appends a value of exactly [#widthBytes()] bytes.
    public void append(byte[] value) {
        if (value.length != widthBytes) {
            throw new IllegalArgumentException(
                    "a value of " + type + " has " + widthBytes + " bytes, got " + value.length);
        }
        append(value, 0);
    }

    /// Appends the [#widthBytes()] bytes that begin at `from`.
    public void append(byte[] source, int from) {
        int end = reserve();
        System.arraycopy(source, from, data, end, widthBytes);
        length++;
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
        return data.length;
    }

    @Override
    public void appendNull() {
        reserve();
        nulls.mark(length++);
    }

    @Override
    public FixedBytesVector build() {
        int bytes = length * widthBytes;
        byte[] exact = data.length == bytes ? data : Arrays.copyOf(data, bytes);
        return new FixedBytesVector(type, length, nulls.toValidity(length), widthBytes, exact);
    }

    /// Room for one more value; gives where it begins.
    private int reserve() {
        long end = (long) length * widthBytes;
        if (end + widthBytes > data.length) {
            data = Arrays.copyOf(data, Growth.grown(data.length, end + widthBytes));
        }
        return (int) end;
    }
}
