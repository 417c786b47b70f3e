package io.quern.dataframe.parquet.thrift;

import io.quern.dataframe.parquet.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Reads Thrift's compact protocol from a part of a byte array.
///
/// ```
/// while (in.next()) {
///     switch (in.id()) {
///         case 1 -> version = in.i32();
///         default -> in.skip();
///     }
/// }
/// ```
///
/// Never reads outside its part, never allocates more than a small multiple of the bytes left, nests at most
/// [#DEPTH_MAX] deep. Anything wrong is a [MalformedException].
///
/// Source: the Thrift compact protocol specification.
public final class CompactReader {
    private static final int DEPTH_MAX = 32;

    private static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int I8 = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;

    private final byte[] data;
    private final int to;
    private int at;
    private int id;
    private int type;
    private int depth;

    /// @param to end of the part, exclusive
    public CompactReader(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
    }

    /// Of the byte after what was read.
    public int position() {
        return at;
    }

    /// Goes to the next field of the struct; false at its end.
    public boolean next() {
        int head = unsignedByte();
        type = head & 0x0F;
        if (type == STOP) {
            return false;
        }
        if (type > STRUCT) {
            throw malformed("unknown field type " + type);
        }
        int delta = head >>> 4;
        id = delta == 0 ? (int) zigzag(varint()) : id + delta;
        return true;
    }

    /// Of the field.
    public int id() {
        return id;
    }

    public boolean bool() {
        if (type != TRUE && type != FALSE) {
            throw unexpected("a boolean");
        }
        return type == TRUE;
    }

    /// Also of fields of 8 and 16 bits.
    public int i32() {
        if (type == I8) {
            return (byte) unsignedByte();
        }
        if (type != I16 && type != I32) {
            throw unexpected("an integer");
        }
        return i32Value();
    }

    public long i64() {
        if (type != I64) {
            throw unexpected("a long integer");
        }
        return zigzag(varint());
    }

    public byte[] binary() {
        if (type != BINARY) {
            throw unexpected("binary");
        }
        return binaryValue();
    }

    public String string() {
        return new String(binary(), StandardCharsets.UTF_8);
    }

    /// Reads the struct by a function that loops over [#next()] to its end.
    public <T> T struct(Function<CompactReader, T> read) {
        if (type != STRUCT) {
            throw unexpected("a struct");
        }
        return structValue(read);
    }

    public <T> List<T> structs(Function<CompactReader, T> read) {
        int size = listSize(STRUCT);
        List<T> values = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(structValue(read));
        }
        return values;
    }

    public List<Integer> i32s() {
        int size = listSize(I32);
        List<Integer> values = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(i32Value());
        }
        return values;
    }

    public List<String> strings() {
        int size = listSize(BINARY);
        List<String> values = new ArrayList<>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(new String(binaryValue(), StandardCharsets.UTF_8));
        }
        return values;
    }

    /// Passes over the field.
    public void skip() {
        if (type != TRUE && type != FALSE) {
            skipValue(type);
        }
    }

    private void skipValue(int kind) {
        switch (kind) {
            case TRUE, FALSE, I8 -> unsignedByte();
            case I16, I32, I64 -> varint();
            case DOUBLE -> advance(8);
            case BINARY -> advance(length());
            case LIST, SET -> skipElements();
            case MAP -> skipEntries();
            case STRUCT ->
                structValue(in -> {
                    while (in.next()) {
                        in.skip();
                    }
                    return "";
                });
            default -> throw malformed("unknown type " + kind);
        }
    }

    private void skipElements() {
        int head = unsignedByte();
        int size = size(head >>> 4);
        descend();
        for (int i = 0; i < size; i++) {
            skipValue(head & 0x0F);
        }
        depth--;
    }

    private void skipEntries() {
        int size = length();
        if (size == 0) {
            return;
        }
        int kinds = unsignedByte();
        descend();
        for (int i = 0; i < size; i++) {
            skipValue(kinds >>> 4);
            skipValue(kinds & 0x0F);
        }
        depth--;
    }

    private <T> T structValue(Function<CompactReader, T> read) {
        descend();
        int outer = id;
        id = 0;
        T value = read.apply(this);
        id = outer;
        depth--;
        return value;
    }

    private void descend() {
        if (++depth > DEPTH_MAX) {
            throw malformed("metadata nests deeper than " + DEPTH_MAX);
        }
    }

    private int listSize(int elementType) {
        if (type != LIST && type != SET) {
            throw unexpected("a list");
        }
        int head = unsignedByte();
        int size = size(head >>> 4);
        if (size > 0 && (head & 0x0F) != elementType) {
            throw malformed("a list of type " + (head & 0x0F) + " where one of type " + elementType + " belongs");
        }
        return size;
    }

    /// Each element takes a byte at least, so a size beyond the bytes left is wrong.
    private int size(int inHead) {
        return inHead == 15 ? length() : inHead;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > to - at) {
            throw malformed("a length of " + length + " where " + (to - at) + " bytes are left");
        }
        return (int) length;
    }

    private byte[] binaryValue() {
        int length = length();
        byte[] value = Arrays.copyOfRange(data, at, at + length);
        at += length;
        return value;
    }

    private int i32Value() {
        long value = zigzag(varint());
        if (value != (int) value) {
            throw malformed("integer " + value + " has more than 32 bits");
        }
        return (int) value;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = unsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw malformed("an integer longer than ten bytes");
    }

    private static long zigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    private void advance(int count) {
        if (count > to - at) {
            throw malformed("it ends early");
        }
        at += count;
    }

    private int unsignedByte() {
        if (at >= to) {
            throw malformed("it ends early");
        }
        return data[at++] & 0xFF;
    }

    private MalformedException unexpected(String wanted) {
        return malformed("field " + id + " has type " + type + " where " + wanted + " belongs");
    }

    private MalformedException malformed(String what) {
        return new MalformedException("broken Thrift at byte " + at + ": " + what);
    }
}
