package io.quern.core.wire;

import io.quern.core.graph.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Reads the fields of one message from a frame that is all there. Never allocates more than the rest of the frame
/// justifies: a size is compared with what is left before anything is made for it, and lists grow by element.
final class WireReader {
    private final String family;
    private final byte[] bytes;
    private int position;

    WireReader(String family, byte[] bytes, int position) {
        this.family = family;
        this.bytes = bytes;
        this.position = position;
    }

    int oneByte(String field) {
        if (position >= bytes.length) {
            throw error(field, "the message ends here");
        }
        return bytes[position++] & 0xFF;
    }

    boolean bool(String field) {
        int value = oneByte(field);
        if (value > 1) {
            throw error(field, value + " is neither 0 nor 1");
        }
        return value == 1;
    }

    <E extends Enum<E>> E enumeration(String field, E[] constants) {
        int value = oneByte(field);
        if (value >= constants.length) {
            throw error(field, value + " is none of " + Arrays.toString(constants));
        }
        return constants[value];
    }

    /// A number from 0.
    int number(String field) {
        long value = unsigned(field);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw error(field, value + " is out of range");
        }
        return (int) value;
    }

    int signedInt(String field) {
        long value = signed(field);
        if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
            throw error(field, value + " is out of range");
        }
        return (int) value;
    }

    long signed(String field) {
        long value = unsigned(field);
        return (value >>> 1) ^ -(value & 1);
    }

    long id(String field) {
        checkLeft(field, Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (bytes[position++] & 0xFF);
        }
        return value;
    }

    String name(String field) {
        return utf8(field, Limits.NAME_BYTES_MAX);
    }

    String text(String field) {
        return utf8(field, Limits.TEXT_BYTES_MAX);
    }

    Payload payload(String field) {
        int length = number(field);
        checkLeft(field, length);
        position += length;
        return Payload.of(Arrays.copyOfRange(bytes, position - length, position));
    }

    /// Every element takes at least one byte.
    <T> List<T> list(String field, Function<WireReader, T> each) {
        int count = number(field);
        if (count > Limits.COUNT_MAX) {
            throw error(field, "a list of " + count + " elements, the limit is " + Limits.COUNT_MAX);
        }
        checkLeft(field, count);
        List<T> values = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            values.add(each.apply(this));
        }
        return values;
    }

    /// The number of things to come, each of at least `bytesEach` bytes.
    int count(String field, int bytesEach) {
        int count = number(field);
        checkLeft(field, (long) count * bytesEach);
        return count;
    }

    void end() {
        if (position != bytes.length) {
            throw error("end", bytes.length - position + " bytes are left over");
        }
    }

    ProtocolException error(String field, String problem) {
        return new ProtocolException("malformed message: " + family + "." + field + " at byte " + position + " of "
                + bytes.length + ": " + problem);
    }

    /// For values that their own types refuse.
    ProtocolException error(IllegalArgumentException cause) {
        return new ProtocolException(
                "malformed message: " + family + " before byte " + position + " of " + bytes.length + ": "
                        + cause.getMessage(),
                cause);
    }

    private String utf8(String field, int bytesMax) {
        int length = number(field);
        if (length > bytesMax) {
            throw error(field, "a text of " + length + " bytes, the limit is " + bytesMax);
        }
        checkLeft(field, length);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return text;
        } catch (CharacterCodingException _) {
            throw error(field, "it is not UTF-8");
        }
    }

    private long unsigned(String field) {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = oneByte(field);
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw error(field, "a number of more than 64 bits");
    }

    /// Refuses what announces more than is left.
    void checkLeft(String field, long length) {
        if (length > bytes.length - position) {
            throw error(
                    field,
                    length + " bytes or elements are announced, " + (bytes.length - position) + " bytes are left");
        }
    }
}
