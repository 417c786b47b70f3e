package io.quern.dataframe.json;

import io.quern.core.task.Reservation;
import io.quern.dataframe.type.TimeText;
import io.quern.dataframe.type.TimeUnit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes of JSON under construction. Grows as it must; for one thread.
final class JsonBuffer {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final int DIGITS_MAX = 20;
    private static final byte[] DIGIT_PAIRS = new byte[200];

    static {
        for (int i = 0; i < 100; i++) {
            DIGIT_PAIRS[2 * i] = (byte) ('0' + i / 10);
            DIGIT_PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private final Reservation memory;
    private byte[] bytes;
    private int length;

    /// A small one, which nobody counts.
    JsonBuffer(int capacity) {
        this(capacity, Reservation.unbounded());
    }

    /// @param memory counts its capacity
    JsonBuffer(int capacity, Reservation memory) {
        this.memory = memory;
        memory.grow(capacity);
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /// Writes all bytes out and begins anew.
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    void reserve(int more) {
        if (bytes.length - length < more) {
            grow(Math.max(Math.addExact(length, more), (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L)));
        }
    }

    private void grow(int capacity) {
        memory.grow(capacity);
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, capacity);
        memory.shrink(before);
    }

    int capacity() {
        return bytes.length;
    }

    void put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    void putAscii(String text) {
        put(text.getBytes(StandardCharsets.US_ASCII));
    }

    void putNull() {
        put(NULL);
    }

    void putBoolean(boolean value) {
        put(value ? TRUE : FALSE);
    }

    void putLong(long value) {
        reserve(DIGITS_MAX);
        if (value == Long.MIN_VALUE) {
            putAscii("-9223372036854775808");
            return;
        }
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        length += digitCount(rest);
        int at = length;
        while (rest >= 100) {
            int pair = (int) (rest % 100) * 2;
            rest /= 100;
            bytes[--at] = DIGIT_PAIRS[pair + 1];
            bytes[--at] = DIGIT_PAIRS[pair];
        }
        if (rest >= 10) {
            bytes[--at] = DIGIT_PAIRS[(int) rest * 2 + 1];
            bytes[--at] = DIGIT_PAIRS[(int) rest * 2];
        } else {
            bytes[--at] = (byte) ('0' + rest);
        }
    }

    private static int digitCount(long positive) {
        int count = 1;
        for (long bound = 10; count < 19 && positive >= bound; bound *= 10) {
            count++;
        }
        return count;
    }

    void putDouble(double value) {
        if (Double.isFinite(value)) {
            putAscii(Double.toString(value));
        } else {
            putNull();
        }
    }

    void putFloat(float value) {
        if (Float.isFinite(value)) {
            putAscii(Float.toString(value));
        } else {
            putNull();
        }
    }

    void putDate(long epochDay) {
        reserve(TimeText.BYTES_MAX);
        bytes[length++] = '"';
        length = TimeText.writeDate(epochDay, bytes, length);
        put('"');
    }

    void putTime(long units, TimeUnit unit) {
        reserve(TimeText.BYTES_MAX);
        bytes[length++] = '"';
        length = TimeText.writeTime(units, unit, bytes, length);
        put('"');
    }

    void putTimestamp(long units, TimeUnit unit) {
        reserve(TimeText.BYTES_MAX);
        bytes[length++] = '"';
        length = TimeText.writeTimestamp(units, unit, bytes, length);
        put('"');
    }
}
