package io.quern.core.value;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import java.io.InputStream;

/// Input whose length is known. A length within it that it cannot justify is refused before anything is allocated
/// for it.
final class BoundedInput extends Input {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int VAR_INT_BYTES_MAX = 5;

    private final long length;

    /// Bytes that are all there, from one of them on.
    BoundedInput(byte[] bytes, int offset) {
        super(bytes, offset, bytes.length - offset);
        length = bytes.length;
    }

    /// Bytes that come, piece by piece.
    ///
    /// @param length of what comes
    BoundedInput(InputStream in, long length) {
        super(in, BUFFER_BYTES);
        this.length = length;
    }

    /// A number of elements, each of which takes at least `bytesEach` bytes of what is left.
    int readSize(int bytesEach) {
        int size = readVarInt(true);
        check(size, bytesEach);
        return size;
    }

    long remaining() {
        return length - total();
    }

    void check(long count, int bytesEach) {
        if (count < 0 || count * bytesEach > remaining()) {
            throw new KryoException(
                    "a length of " + count + " at byte " + total() + ", but only " + remaining() + " bytes are left");
        }
    }

    @Override
    public byte[] readBytes(int length) {
        check(length, 1);
        return super.readBytes(length);
    }

    @Override
    public String readString() {
        checkText();
        return super.readString();
    }

    @Override
    public StringBuilder readStringBuilder() {
        checkText();
        return super.readStringBuilder();
    }

    /// A text is either ASCII up to a marked byte, or has the number of its characters plus one in front.
    private void checkText() {
        // All of it is in the buffer, which therefore stays as it is while it is read.
        optional(VAR_INT_BYTES_MAX);
        int start = position();
        if (readVarIntFlag()) {
            check(readVarIntFlag(true) - 1L, 1);
        }
        setPosition(start);
    }

    @Override
    public int[] readInts(int length) {
        check(length, Integer.BYTES);
        return super.readInts(length);
    }

    @Override
    public int[] readInts(int length, boolean optimizePositive) {
        check(length, 1);
        return super.readInts(length, optimizePositive);
    }

    @Override
    public long[] readLongs(int length) {
        check(length, Long.BYTES);
        return super.readLongs(length);
    }

    @Override
    public long[] readLongs(int length, boolean optimizePositive) {
        check(length, 1);
        return super.readLongs(length, optimizePositive);
    }

    @Override
    public float[] readFloats(int length) {
        check(length, Float.BYTES);
        return super.readFloats(length);
    }

    @Override
    public double[] readDoubles(int length) {
        check(length, Double.BYTES);
        return super.readDoubles(length);
    }

    @Override
    public short[] readShorts(int length) {
        check(length, Short.BYTES);
        return super.readShorts(length);
    }

    @Override
    public char[] readChars(int length) {
        check(length, Character.BYTES);
        return super.readChars(length);
    }

    @Override
    public boolean[] readBooleans(int length) {
        check(length, 1);
        return super.readBooleans(length);
    }
}
