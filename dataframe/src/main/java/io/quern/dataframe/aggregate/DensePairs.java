package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// One cell a possible pair, at `group << idBits | id`: a byte that says "seen", or a count.
final class DensePairs implements PairTable {
    private static final long CELLS_MAX_EVER = 1 << 28;

    private final boolean isCounting;
    private final long cellsMax;
    private final int cellsARowMax;
    private int idBits = 2;
    private int groups;
    private byte[] seen = new byte[0];
    private long[] counts = new long[0];

    /// @param cellsMax cells that are always fine
    /// @param cellsARowMax cells that are fine for each row seen
    DensePairs(boolean isCounting, long cellsMax, int cellsARowMax) {
        this.isCounting = isCounting;
        this.cellsMax = cellsMax;
        this.cellsARowMax = cellsARowMax;
    }

    @Override
    public long growthBytes(int groupCount, int idCount, int length, long rows) {
        int bits = Math.max(idBits, bits(idCount));
        if (groupCount <= groups && bits == idBits) {
            return 0;
        }
        long cells = (long) room(groups, groupCount) << bits;
        if (cells > Math.min(CELLS_MAX_EVER, Math.max(cellsMax, rows * cellsARowMax))) {
            return UNFIT;
        }
        return isCounting ? cells * 8 : cells;
    }

    @Override
    public void grow(int groupCount, int idCount, int length) {
        int bits = Math.max(idBits, bits(idCount));
        int room = room(groups, groupCount);
        if (isCounting) {
            counts = widen(counts, bits, room << bits);
        } else {
            seen = widen(seen, bits, room << bits);
        }
        groups = room;
        idBits = bits;
    }

    @Override
    public long bytes() {
        return counts.length * 8L + seen.length;
    }

    /// Bits that ids below `idCount` have.
    static int bits(int idCount) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(1, idCount - 1));
    }

    /// Groups to make room for: more than asked, so that room is not made for each batch.
    static int room(int groups, int groupCount) {
        return groupCount <= groups ? groups : Math.max(groupCount, (int) Math.min(groups * 5L / 4, Integer.MAX_VALUE));
    }

    private long[] widen(long[] cells, int bits, int length) {
        if (bits == idBits) {
            return Arrays.copyOf(cells, length);
        }
        long[] wider = new long[length];
        for (int group = 0; group < Math.min(cells.length >> idBits, length >> bits); group++) {
            System.arraycopy(cells, group << idBits, wider, group << bits, 1 << idBits);
        }
        return wider;
    }

    private byte[] widen(byte[] cells, int bits, int length) {
        if (bits == idBits) {
            return Arrays.copyOf(cells, length);
        }
        byte[] wider = new byte[length];
        for (int group = 0; group < Math.min(cells.length >> idBits, length >> bits); group++) {
            System.arraycopy(cells, group << idBits, wider, group << bits, 1 << idBits);
        }
        return wider;
    }

    @Override
    public void add(int[] groups, int[] ids, int length) {
        if (isCounting) {
            count(counts, idBits, groups, ids, length);
        } else {
            mark(seen, idBits, groups, ids, length);
        }
    }

    @Override
    public void add(int[] groups, int[] ids, long[] amounts, int length) {
        for (int i = 0; i < length; i++) {
            counts[groups[i] << idBits | ids[i]] += amounts[i];
        }
    }

    private static void mark(byte[] seen, int idBits, int[] groups, int[] ids, int length) {
        for (int i = 0; i < length; i++) {
            seen[groups[i] << idBits | ids[i]] = 1;
        }
    }

    private static void count(long[] counts, int idBits, int[] groups, int[] ids, int length) {
        for (int i = 0; i < length; i++) {
            counts[groups[i] << idBits | ids[i]]++;
        }
    }

    @Override
    public void forEach(int from, int to, Visitor visitor) {
        int mask = (1 << idBits) - 1;
        int first = Math.min(from, groups) << idBits;
        int last = Math.min(to, groups) << idBits;
        for (int cell = first; cell < Math.min(last, seen.length); cell++) {
            if (seen[cell] != 0) {
                visitor.pair(cell >>> idBits, cell & mask, 1);
            }
        }
        for (int cell = first; cell < Math.min(last, counts.length); cell++) {
            if (counts[cell] != 0) {
                visitor.pair(cell >>> idBits, cell & mask, counts[cell]);
            }
        }
    }
}
