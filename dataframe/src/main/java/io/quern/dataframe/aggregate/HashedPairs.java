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
    public boolean reserve(int groupCount, int idCount, long rows) {
        return size < CAPACITY_MAX / 2 - (1 << 20);
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

    /// Room for all of them first, so that slots stay true.
    private void locate(int[] groups, int[] ids, int length) {
        while ((size + (long) length) * 2 > keys.length && keys.length < CAPACITY_MAX) {
            grow();
        }
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

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = filled(oldKeys.length * 2);
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
    public void forEach(Visitor visitor) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != EMPTY) {
                visitor.pair((int) (keys[i] >>> 32), (int) keys[i], isCounting ? counts[i] : 1);
            }
        }
    }

    @Override
    public long pairs() {
        return size;
    }
}
