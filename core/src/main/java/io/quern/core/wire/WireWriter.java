package io.quern.core.wire;

import io.quern.core.graph.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/// Writes the fields of one message. Grows as it needs; the limit of a frame is checked at the end.
final class WireWriter {
    private static final int START_BYTES = 64;

    private final String message;
    private final int bytesMax;
    private byte[] bytes = new byte[START_BYTES];
    private int size;

    /// @param message what is written, for errors
    WireWriter(String message) {
        this(message, Protocol.CONTROL_BYTES_MAX);
    }

    /// @param bytesMax limit of all that is written
    WireWriter(String message, int bytesMax) {
        this.message = message;
        this.bytesMax = bytesMax;
    }

    /// What was written, not copied: nothing may be written after.
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void oneByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void bool(boolean value) {
        oneByte(value ? 1 : 0);
    }

    @SuppressWarnings("EnumOrdinal") // the order of the constants is the layout; golden bytes hold it
    void enumeration(Enum<?> value) {
        oneByte(value.ordinal());
    }

    /// A number from 0.
    void number(int value) {
        if (value < 0) {
            throw new ProtocolException("cannot encode " + message + ": " + value + " is negative");
        }
        unsigned(value);
    }

    /// A number that may be negative.
    void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void id(long value) {
        ensure(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /// A name or address: refused where it is too long, since half of it is of no use.
    void name(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Limits.NAME_BYTES_MAX) {
            throw new ProtocolException("cannot encode " + message + ": a name of " + utf8.length
                    + " bytes, the limit is " + Limits.NAME_BYTES_MAX + "; it begins with " + value.substring(0, 40));
        }
        raw(utf8);
    }

    /// Text for people: cut where it is too long.
    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Limits.TEXT_BYTES_MAX) {
            // A character has at most 3 bytes for each of its UTF-16 units.
            utf8 = (value.substring(0, Limits.TEXT_BYTES_MAX / 3 - 1) + "…").getBytes(StandardCharsets.UTF_8);
        }
        raw(utf8);
    }

    void payload(Payload value) {
        raw(value.bytes());
    }

    <T> void list(List<T> values, BiConsumer<WireWriter, T> each) {
        if (values.size() > Limits.COUNT_MAX) {
            throw new ProtocolException("cannot encode " + message + ": a list of " + values.size()
                    + " elements, the limit is " + Limits.COUNT_MAX);
        }
        number(values.size());
        for (T value : values) {
            each.accept(this, value);
        }
    }

    /// Bytes with their number in front, as a payload is.
    void raw(byte[] value) {
        number(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void unsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensure(int more) {
        long needed = (long) size + more;
        if (needed > bytesMax) {
            throw new ProtocolException("cannot encode " + message + ": it is larger than the limit of a message, "
                    + bytesMax / (1024 * 1024)
                    + " MiB; hand large values over as files or as results of tasks, not as arguments");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
        }
    }
}
