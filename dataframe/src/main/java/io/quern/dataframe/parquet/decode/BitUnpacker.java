package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import java.util.Arrays;

/// Unpacks numbers of a fixed number of bits, the lowest bit first. Loads eight bytes at a time, so the array
/// must have as many beyond the packed bits.
final class BitUnpacker {
    private BitUnpacker() {}

    /// Numbers of 1 to 32 bits.
    ///
    /// @param bit of the first one, counted from the lowest bit of `in[from]`
    static void unpack(byte[] in, int from, long bit, int width, int[] out, int at, int count) {
        int head = (int) Math.min(count, -bit / width & 7);
        one(in, from, bit, width, out, at, head);
        int eights = (count - head) >>> 3;
        int start = from + (int) ((bit + (long) head * width) >>> 3);
        boolean isAligned = (bit + (long) head * width & 7) == 0;
        if (!isAligned) {
            eights = 0;
        } else if (width <= 8) {
            narrow(in, start, width, out, at + head, eights);
        } else if (width <= 16) {
            middle(in, start, width, out, at + head, eights);
        } else {
            eights = 0;
        }
        int done = head + (eights << 3);
        one(in, from, bit + (long) done * width, width, out, at + done, count - done);
    }

    /// Any width to 32, any position.
    private static void one(byte[] in, int from, long bit, int width, int[] out, int at, int count) {
        long mask = (1L << width) - 1;
        long position = bit;
        for (int i = 0; i < count; i++) {
            out[at + i] = (int) (LittleEndian.longAt(in, from + (int) (position >>> 3)) >>> (position & 7) & mask);
            position += width;
        }
    }

    /// Eight numbers of up to 8 bits from one load.
    private static void narrow(byte[] in, int from, int width, int[] out, int at, int eights) {
        int mask = (1 << width) - 1;
        int start = from;
        int end = at + (eights << 3);
        for (int i = at; i < end; i += 8) {
            long word = LittleEndian.longAt(in, start);
            out[i] = (int) word & mask;
            out[i + 1] = (int) (word >>> width) & mask;
            out[i + 2] = (int) (word >>> (2 * width)) & mask;
            out[i + 3] = (int) (word >>> (3 * width)) & mask;
            out[i + 4] = (int) (word >>> (4 * width)) & mask;
            out[i + 5] = (int) (word >>> (5 * width)) & mask;
            out[i + 6] = (int) (word >>> (6 * width)) & mask;
            out[i + 7] = (int) (word >>> (7 * width)) & mask;
            start += width;
        }
    }

    /// Eight numbers of 9 to 16 bits from two loads.
    private static void middle(byte[] in, int from, int width, int[] out, int at, int eights) {
        int mask = (1 << width) - 1;
        int half = width >>> 1;
        int rest = (width & 1) << 2;
        int start = from;
        int end = at + (eights << 3);
        for (int i = at; i < end; i += 8) {
            long low = LittleEndian.longAt(in, start);
            long high = LittleEndian.longAt(in, start + half) >>> rest;
            out[i] = (int) low & mask;
            out[i + 1] = (int) (low >>> width) & mask;
            out[i + 2] = (int) (low >>> (2 * width)) & mask;
            out[i + 3] = (int) (low >>> (3 * width)) & mask;
            out[i + 4] = (int) high & mask;
            out[i + 5] = (int) (high >>> width) & mask;
            out[i + 6] = (int) (high >>> (2 * width)) & mask;
            out[i + 7] = (int) (high >>> (3 * width)) & mask;
            start += width;
        }
    }

    /// Numbers of 0 to 64 bits.
    static void unpackLongs(byte[] in, int from, int width, long[] out, int count) {
        if (width == 0) {
            Arrays.fill(out, 0, count, 0);
            return;
        }
        long mask = -1L >>> (Long.SIZE - width);
        long bit = 0;
        for (int i = 0; i < count; i++) {
            int at = from + (int) (bit >>> 3);
            int shift = (int) (bit & 7);
            long value = LittleEndian.longAt(in, at) >>> shift;
            if (shift + width > Long.SIZE) {
                value |= (long) (in[at + 8] & 0xFF) << (Long.SIZE - shift);
            }
            out[i] = value & mask;
            bit += width;
        }
    }
}
