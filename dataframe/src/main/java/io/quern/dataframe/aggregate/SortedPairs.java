package io.quern.dataframe.aggregate;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.util.Arrays;

/// Packed pairs in a log. When it is full it is sorted by radix and equal pairs are folded into one; if that
/// frees less than half of it, it grows.
final class SortedPairs implements PairTable {
    private static final int CAPACITY_MAX = 1 << 29;

    private final boolean isCounting;
    private final int capacityMin;
    private long[] keys = new long[0];
    private long[] counts = new long[0];
    private int size;
    /// Pairs in front that are sorted and distinct.
    private int folded;

    SortedPairs(boolean isCounting, int capacity) {
        this.isCounting = isCounting;
        this.capacityMin = capacity;
    }

    /// A log of so many pairs, none twice. The arrays are owned, not copied.
    SortedPairs(boolean isCounting, long[] keys, long[] counts, int size) {
        this.isCounting = isCounting;
        this.capacityMin = keys.length;
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
        long needed = Math.max(Math.max((long) size + length, size * 2L), capacityMin);
        return needed <= keys.length ? 0 : needed * bytesAPair();
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
        long needed = Math.max(Math.max((long) size + length, size * 2L), capacityMin);
        if (needed > keys.length) {
            if (needed > CAPACITY_MAX) {
                throw new QuernException(
                        ErrorCode.RESOURCES,
                        "one task has more than " + CAPACITY_MAX / 2
                                + " distinct pairs of group and value; use more partitions");
            }
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
