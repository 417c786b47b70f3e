package io.quern.dataframe.batch;

import java.util.Arrays;

/// Which rows of a vector hold a value: bit `i % 64` of word `i / 64` is set where row `i` is valid, as in Arrow.
/// Bits beyond the length are zero.
///
/// [#ALL] stands for "no nulls" and has no bits; test [#hasNulls()] outside a loop to skip it.
public final class Validity {
    /// No nulls.
    public static final Validity ALL = new Validity(new long[0], 0);

    private final long[] words;
    private final int nullCount;

    private Validity(long[] words, int nullCount) {
        this.words = words;
        this.nullCount = nullCount;
    }

    /// Owns the words. A bitmap without nulls becomes [#ALL].
    public static Validity of(long[] words, int length) {
        int valid = 0;
        int full = length >>> 6;
        for (int i = 0; i < full; i++) {
            valid += Long.bitCount(words[i]);
        }
        int rest = length & 63;
        if (rest != 0) {
            valid += Long.bitCount(words[full] & ((1L << rest) - 1));
        }
        return valid == length ? ALL : new Validity(words, length - valid);
    }

    /// Every row null.
    public static Validity none(int length) {
        return length == 0 ? ALL : new Validity(new long[words(length)], length);
    }

    /// Words that a bitmap of so many rows has.
    public static int words(int length) {
        return (length + 63) >>> 6;
    }

    public boolean hasNulls() {
        return nullCount != 0;
    }

    public int nullCount() {
        return nullCount;
    }

    public boolean isValid(int row) {
        return nullCount == 0 || (words[row >>> 6] >>> row & 1) != 0;
    }

    public boolean isNull(int row) {
        return !isValid(row);
    }

    /// The owned words, empty for [#ALL].
    public long[] words() {
        return words;
    }

    /// The bitmap with exactly [#words(int)] words, also for [#ALL].
    public long[] toWords(int length) {
        if (nullCount != 0) {
            return Arrays.copyOf(words, words(length));
        }
        long[] all = new long[words(length)];
        Arrays.fill(all, -1L);
        if ((length & 63) != 0) {
            all[all.length - 1] = (1L << (length & 63)) - 1;
        }
        return all;
    }

    public long retainedBytes() {
        return words.length * 8L;
    }
}
