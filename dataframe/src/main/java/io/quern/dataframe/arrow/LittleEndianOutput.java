package io.quern.dataframe.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes arrays of numbers as little-endian bytes, through one buffer. [#flush()] hands the last bytes on.
final class LittleEndianOutput {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    /// Room for at least 8 bytes.
    private ByteBuffer room() throws IOException {
        if (buffer.remaining() < 8) {
            flush();
        }
        return buffer;
    }

    void writeInt(int value) throws IOException {
        room().putInt(value);
    }

    void zeros(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            room().put((byte) 0);
        }
    }

    void bytes(byte[] source, int from, int count) throws IOException {
        if (count > buffer.remaining()) {
            flush();
        }
        if (count > buffer.capacity()) {
            out.write(source, from, count);
        } else {
            buffer.put(source, from, count);
        }
    }

    void longs(long[] source, int count) throws IOException {
        for (int at = 0; at < count; ) {
            int take = Math.min(count - at, room().remaining() / 8);
            buffer.asLongBuffer().put(source, at, take);
            buffer.position(buffer.position() + take * 8);
            at += take;
        }
    }

    void ints(int[] source, int count) throws IOException {
        for (int at = 0; at < count; ) {
            int take = Math.min(count - at, room().remaining() / 4);
            buffer.asIntBuffer().put(source, at, take);
            buffer.position(buffer.position() + take * 4);
            at += take;
        }
    }

    void doubles(double[] source, int count) throws IOException {
        for (int at = 0; at < count; ) {
            int take = Math.min(count - at, room().remaining() / 8);
            buffer.asDoubleBuffer().put(source, at, take);
            buffer.position(buffer.position() + take * 8);
            at += take;
        }
    }

    void floats(float[] source, int count) throws IOException {
        for (int at = 0; at < count; ) {
            int take = Math.min(count - at, room().remaining() / 4);
            buffer.asFloatBuffer().put(source, at, take);
            buffer.position(buffer.position() + take * 4);
            at += take;
        }
    }

    /// The low `bits` of each number, 8, 16 or 32.
    void narrow(int[] source, int count, int bits) throws IOException {
        switch (bits) {
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    room().put((byte) source[i]);
                }
            }
            case 16 -> {
                for (int i = 0; i < count; i++) {
                    room().putShort((short) source[i]);
                }
            }
            default -> ints(source, count);
        }
    }

    /// The low 32 bits of each number.
    void narrow(long[] source, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            room().putInt((int) source[i]);
        }
    }

    /// Offsets as if the first were 0.
    void offsets(int[] offsets, int count) throws IOException {
        if (offsets[0] == 0) {
            ints(offsets, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            room().putInt(offsets[i] - offsets[0]);
        }
    }

    /// The first `count` bits as whole bytes; bits beyond are written as zero.
    void bits(long[] words, int count) throws IOException {
        longs(words, count >>> 6);
        int rest = count & 63;
        if (rest != 0) {
            long last = words[count >>> 6] & ((1L << rest) - 1);
            for (int shift = 0; shift < rest; shift += 8) {
                room().put((byte) (last >>> shift));
            }
        }
    }
}
