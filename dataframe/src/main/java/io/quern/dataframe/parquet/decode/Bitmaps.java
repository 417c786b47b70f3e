package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.LittleEndian;

/// Bits in long words, bit `i % 64` of word `i / 64` first to last, as [io.quern.dataframe.batch.Validity] has them.
final class Bitmaps {
    private Bitmaps() {}

    static void set(long[] words, int from, int count) {
        int at = from;
        int end = from + count;
        while (at < end) {
            int n = Math.min(Long.SIZE - (at & 63), end - at);
            words[at >>> 6] |= (-1L >>> (Long.SIZE - n)) << at;
            at += n;
        }
    }

    /// Copies bits that lie in bytes, the lowest first, and counts the ones.
    ///
    /// @param bit of the first one, counted from the lowest bit of `in[from]`
    static int copy(byte[] in, int from, long bit, long[] words, int offset, int count) {
        int ones = 0;
        int done = 0;
        while (done < count) {
            long position = bit + done;
            int shift = (int) (position & 7);
            int room = Math.min(Long.SIZE - (offset + done & 63), Long.SIZE - shift);
            int n = Math.min(room, count - done);
            long bits = LittleEndian.longAt(in, from + (int) (position >>> 3)) >>> shift & (-1L >>> (Long.SIZE - n));
            words[(offset + done) >>> 6] |= bits << (offset + done);
            ones += Long.bitCount(bits);
            done += n;
        }
        return ones;
    }
}
