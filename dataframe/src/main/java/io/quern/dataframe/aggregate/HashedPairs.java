package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// Packed pairs in open addressing with linear probing, at most half full; counts lie beside them.
///
/// A batch is added in two passes: the first computes slots, so that the loads of the second overlap.
final class HashedPairs implements PairTable {
    private static final int CAPACITY_MAX = 1 << 30;
    /// No pair: ids are not negative.
    private static final long EMPTY = -1;

    private final boolean isCounting;
    private long[] keys = filled(1 << 10);
    private long[] counts;
    private int size;
    private int[] slots = new int[0];

    HashedPairs(boolean isCounting) {
        this.isCounting = isCounting;
        this.counts = new long[isCounting ? keys.length : 0];
    }

    private static long[] filled(int length) {
        long[] keys = new long[length];
        Arrays.fill(keys, EMPTY);
        return keys;
    }

    @Override
    public long growthBytes(int groupCount, int idCount, int length, long rows) {
        if (size >= CAPACITY_MAX / 2 - (1 << 20)) {
            return UNFIT;
        }
        long capacity = capacity(length);
        return capacity == keys.length ? 0 : capacity * (isCounting ? 16 : 8);
    }

    private long capacity(int length) {
        return Math.min(CAPACITY_MAX, Interner.doubled(keys.length, (size + (long) length) * 2));
    }

    @Override
    public void grow(int groupCount, int idCount, int length) {
        int capacity = (int) capacity(length);
        if (capacity > keys.length) {
            grow(capacity);
        }
    }

    @Override
    public long bytes() {
        return (keys.length + counts.length) * 8L;
    }

    /// The pairs in order, in the same arrays; this table is used up.
    SortedPairs sorted() {
        int kept = 0;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != EMPTY) {
                keys[kept] = keys[i];
                if (isCounting) {
                    counts[kept] = counts[i];
                }
                kept++;
            }
        }
        return new SortedPairs(isCounting, keys, counts, kept);
    }

    @Override
    public void add(int[] groups, int[] ids, int length) {
        locate(groups, ids, length);
        if (isCounting) {
            for (int i = 0; i < length; i++) {
                counts[find(slots[i], PairTable.pack(groups[i], ids[i]))]++;
            }
        } else {
            for (int i = 0; i < length; i++) {
                find(slots[i], PairTable.pack(groups[i], ids[i]));
            }
        }
    }

    @Override
    public void add(int[] groups, int[] ids, long[] amounts, int length) {
        locate(groups, ids, length);
        for (int i = 0; i < length; i++) {
            counts[find(slots[i], PairTable.pack(groups[i], ids[i]))] += amounts[i];
        }
    }

    /// There is room for all of them, so that slots stay true.
    private void locate(int[] groups, int[] ids, int length) {
        if (slots.length < length) {
            slots = new int[length];
        }
        int mask = keys.length - 1;
        for (int i = 0; i < length; i++) {
            slots[i] = (int) ByteHash.of(PairTable.pack(groups[i], ids[i])) & mask;
        }
    }

    private int find(int slot, long key) {
        int mask = keys.length - 1;
        int at = slot;
        while (true) {
            long found = keys[at];
            if (found == key) {
                return at;
            }
            if (found == EMPTY) {
                keys[at] = key;
                size++;
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    private void grow(int capacity) {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = filled(capacity);
        counts = new long[isCounting ? keys.length : 0];
        size = 0;
        int mask = keys.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != EMPTY) {
                int at = find((int) ByteHash.of(oldKeys[i]) & mask, oldKeys[i]);
                if (isCounting) {
                    counts[at] = oldCounts[i];
                }
            }
        }
    }

    @Override
    public void forEach(int from, int to, Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            int group = (int) (keys[i] >>> 32);
            if (group >= from && group < to) {
                visitor.pair(group, (int) keys[i], isCounting ? counts[i] : 1);
            }
        }
    }

    @Override
    public long pairs() {
        return size;
    }
}
