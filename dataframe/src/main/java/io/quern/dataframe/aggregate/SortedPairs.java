package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// Packed pairs in a log. When it is full it is sorted by radix and equal pairs are folded into one; if that
/// frees less than half of it, it grows.
final class SortedPairs implements PairTable {
    static final int CAPACITY_MAX = 1 << 29;

    private final boolean isCounting;
    private final int capacityMin;
    private final int capacityMax;
    private long[] keys = new long[0];
    private long[] counts = new long[0];
    private int size;
    /// Pairs in front that are sorted and distinct.
    private int folded;

    /// @param capacity to begin with
    /// @param capacityMax pairs that it holds at most
    SortedPairs(boolean isCounting, int capacity, int capacityMax) {
        this.isCounting = isCounting;
        this.capacityMin = Math.min(capacity, capacityMax);
        this.capacityMax = capacityMax;
    }

    /// A log of so many pairs, none twice. The arrays are owned, not copied.
    SortedPairs(boolean isCounting, long[] keys, long[] counts, int size) {
        this.isCounting = isCounting;
        this.capacityMin = keys.length;
        this.capacityMax = keys.length;
        this.keys = keys;
        this.counts = counts;
        this.size = size;
    }

    @Override
    public long growthBytes(int groupCount, int idCount, int length, long rows) {
        if (keys.length - size >= length) {
            return 0;
        }
        fold();
        if ((long) size + length > capacityMax) {
            return UNFIT;
        }
        long needed = needed(length);
        return needed <= keys.length ? 0 : needed * bytesAPair();
    }

    private long needed(int length) {
        return Math.min(capacityMax, Math.max(Math.max((long) size + length, size * 2L), capacityMin));
    }

    /// Sorting takes arrays of the same size.
    private long bytesAPair() {
        return isCounting ? 32 : 16;
    }

    @Override
    public long bytes() {
        return keys.length * bytesAPair();
    }

    @Override
    public void add(int[] groups, int[] ids, int length) {
        for (int i = 0; i < length; i++) {
            keys[size + i] = PairTable.pack(groups[i], ids[i]);
        }
        if (isCounting) {
            Arrays.fill(counts, size, size + length, 1);
        }
        size += length;
    }

    @Override
    public void add(int[] groups, int[] ids, long[] amounts, int length) {
        for (int i = 0; i < length; i++) {
            keys[size + i] = PairTable.pack(groups[i], ids[i]);
        }
        System.arraycopy(amounts, 0, counts, size, length);
        size += length;
    }

    @Override
    public void grow(int groupCount, int idCount, int length) {
        long needed = needed(length);
        if (needed > keys.length) {
            keys = Arrays.copyOf(keys, (int) needed);
            counts = isCounting ? Arrays.copyOf(counts, (int) needed) : counts;
        }
    }

    private void fold() {
        if (folded == size) {
            return;
        }
        RadixSort.sort(keys, counts, size);
        size = isCounting ? foldCounts(keys, counts, size) : foldKeys(keys, size);
        folded = size;
    }

    private static int foldKeys(long[] keys, int size) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || keys[kept - 1] != keys[i]) {
                keys[kept++] = keys[i];
            }
        }
        return kept;
    }

    private static int foldCounts(long[] keys, long[] counts, int size) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept > 0 && keys[kept - 1] == keys[i]) {
                counts[kept - 1] += counts[i];
            } else {
                keys[kept] = keys[i];
                counts[kept++] = counts[i];
            }
        }
        return kept;
    }

    @Override
    public void forEach(int from, int to, Visitor visitor) {
        fold();
        for (int i = position(from); i < size && (int) (keys[i] >>> 32) < to; i++) {
            visitor.pair((int) (keys[i] >>> 32), (int) keys[i], isCounting ? counts[i] : 1);
        }
    }

    /// Of the first pair of that group or a later one.
    private int position(int group) {
        int found = Arrays.binarySearch(keys, 0, size, PairTable.pack(group, 0));
        return found >= 0 ? found : ~found;
    }

    @Override
    public long pairs() {
        return size;
    }
}
