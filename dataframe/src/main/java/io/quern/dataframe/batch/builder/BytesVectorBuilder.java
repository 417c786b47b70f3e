package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.type.DataType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds a [BytesVector].
public final class BytesVectorBuilder implements VectorBuilder {
    private static final int BYTES_A_VALUE_GUESSED = 16;
    private static final byte[] EMPTY = new byte[0];

    private final DataType type;
    private final NullMarks nulls = new NullMarks();
    private byte[] data;
    private int[] offsets;
    private int length;

    public BytesVectorBuilder(DataType type, int capacity) {
        this(type, capacity, (int) Math.min(1 << 20, (long) capacity * BYTES_A_VALUE_GUESSED));
    }

    /// @param bytesCapacity bytes expected of all values together, a hint
    public BytesVectorBuilder(DataType type, int capacity, int bytesCapacity) {
        this.type = type;
        this.data = new byte[bytesCapacity];
        this.offsets = new int[capacity + 1];
    }

    public void append(byte[] value) {
        append(value, 0, value.length);
    }

    public void append(byte[] source, int from, int count) {
        int end = offsets[length];
        if (data.length - end < count) {
            data = Arrays.copyOf(data, Growth.grown(data.length, (long) end + count));
        }
        System.arraycopy(source, from, data, end, count);
        endRow(end + count);
    }

    /// Appends the text as UTF-8.
    public void append(String text) {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Appends a valid row of another vector.
    public void append(BytesVector source, int row) {
        int from = source.offsets()[row];
        append(source.data(), from, source.offsets()[row + 1] - from);
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
        return data.length + 4L * offsets.length;
    }

    @Override
    public void appendNull() {
        nulls.mark(length);
        append(EMPTY, 0, 0);
    }

    @Override
    public BytesVector build() {
        int[] exactOffsets = offsets.length == length + 1 ? offsets : Arrays.copyOf(offsets, length + 1);
        int bytes = exactOffsets[length];
        byte[] exactData = data.length == bytes ? data : Arrays.copyOf(data, bytes);
        return new BytesVector(type, length, nulls.toValidity(length), exactData, exactOffsets);
    }

    private void endRow(int end) {
        if (length + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, Growth.grown(offsets.length, length + 2L));
        }
        offsets[++length] = end;
    }
}
