package io.quern.dataframe.batch;

/// Moves runs of bits between bitmaps (bit `i % 64` of word `i / 64`).
final class Bits {
    private Bits() {}

    static boolean isSet(long[] words, int bit) {
        return (words[bit >>> 6] >>> bit & 1) != 0;
    }

    /// Copies `count` bits; the target bits must be zero before.
    static void copy(long[] source, int from, long[] target, int to, int count) {
        int done = 0;
        while (done < count) {
            int at = to + done;
            int take = Math.min(64 - (at & 63), count - done);
            target[at >>> 6] |= read(source, from + done, take) << at;
            done += take;
        }
    }

    /// Sets `count` bits.
    static void fill(long[] target, int to, int count) {
        int done = 0;
        while (done < count) {
            int at = to + done;
            int take = Math.min(64 - (at & 63), count - done);
            target[at >>> 6] |= (-1L >>> (64 - take)) << at;
            done += take;
        }
    }

    /// The 1 to 64 bits from `bit` on, in the low end of a word.
    private static long read(long[] words, int bit, int count) {
        int word = bit >>> 6;
        int shift = bit & 63;
        long value = words[word] >>> shift;
        if (shift + count > 64) {
            value |= words[word + 1] << (64 - shift);
        }
        return value & (-1L >>> (64 - count));
    }
}
