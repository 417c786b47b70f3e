package io.quern.scheduler.graph;

import java.util.Arrays;

/// What each worker is believed to hold, by slot, as sums of [io.quern.core.key.RunId#digest]: to be compared with what
/// it has.
///
/// What came and what went are summed apart. A worker holds what it said so far to have got, less what it was told to
/// drop up to some place of its stream: the first is known when it answers, the second when it was asked.
public final class HeldDigests {
    private long[] came = {};
    private long[] went = {};
    private int[] cameCount = {};
    private int[] wentCount = {};

    /// Two sums over results, and how many they are over.
    public record Sum(int count, long digest) {
        /// Of none.
        public static final Sum ZERO = new Sum(0, 0);

        public Sum minus(Sum other) {
            return new Sum(count - other.count, digest - other.digest);
        }
    }

    void add(int slot, long digest) {
        if (slot >= came.length) {
            int size = Math.max(slot + 1, came.length * 3 / 2);
            came = Arrays.copyOf(came, size);
            went = Arrays.copyOf(went, size);
            cameCount = Arrays.copyOf(cameCount, size);
            wentCount = Arrays.copyOf(wentCount, size);
        }
        came[slot] += digest;
        cameCount[slot]++;
    }

    void remove(int slot, long digest) {
        went[slot] += digest;
        wentCount[slot]++;
    }

    /// The worker of that slot is no more, and holds nothing.
    public void clear(int slot) {
        if (slot < came.length) {
            came[slot] = 0;
            went[slot] = 0;
            cameCount[slot] = 0;
            wentCount[slot] = 0;
        }
    }

    /// All that the worker of a slot was ever believed to hold.
    public Sum came(int slot) {
        return slot < came.length ? new Sum(cameCount[slot], came[slot]) : Sum.ZERO;
    }

    /// What of it the worker was told to drop, or turned out not to have.
    public Sum went(int slot) {
        return slot < went.length ? new Sum(wentCount[slot], went[slot]) : Sum.ZERO;
    }
}
