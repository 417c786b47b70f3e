package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.TimeText;
import io.quern.dataframe.type.TimeUnit;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// UTF-8 text under construction, row after row.
final class TextBuffer {
    private static final int BYTES_A_ROW_GUESSED = 24;

    private final int[] offsets;
    private byte[] data;
    private int size;
    private int rows;

    TextBuffer(int rows) {
        this.offsets = new int[rows + 1];
        this.data = new byte[Math.max(64, (int) Math.min(1 << 24, (long) rows * BYTES_A_ROW_GUESSED))];
    }

    void append(byte[] source, int from, int to) {
        int count = to - from;
        reserve(count);
        System.arraycopy(source, from, data, size, count);
        size += count;
    }

    void append(byte[] source) {
        append(source, 0, source.length);
    }

    void append(String text) {
        append(text.getBytes(StandardCharsets.UTF_8));
    }

    void append(char ascii) {
        reserve(1);
        data[size++] = (byte) ascii;
    }

    /// A date in ISO 8601, from days since 1970.
    void appendDate(long epochDay) {
        reserve(TimeText.BYTES_MAX);
        size = TimeText.writeDate(epochDay, data, size);
    }

    /// A time of UTC in ISO 8601, from units since 1970.
    void appendTimestamp(long units, TimeUnit unit) {
        reserve(TimeText.BYTES_MAX);
        size = TimeText.writeTimestamp(units, unit, data, size);
    }

    void endRow() {
        offsets[++rows] = size;
    }

    BytesVector build(DataType type, Validity validity) {
        return new BytesVector(type, rows, validity, Arrays.copyOf(data, size), offsets);
    }

    private void reserve(int count) {
        if (data.length - size < count) {
            data = Arrays.copyOf(data, Math.max(Math.addExact(size, count), data.length + (data.length >> 1)));
        }
    }
}
