package io.quern.dataframe.aggregate;

/// One bit a possible pair: a bitmap for each group, one behind the other, at bit `group << idBits | id`.
final class BitmapPairs implements PairTable {
    private static final long BITS_MAX_EVER = 1L << 34;

    private final long bitsMax;
    private final int bitsARowMax;
    private int idBits = 6;
    private int groups;
    private long[] words = new long[0];

    /// @param bitsMax bits that are always fine
    /// @param bitsARowMax bits that are fine for each row seen
    BitmapPairs(long bitsMax, int bitsARowMax) {
        this.bitsMax = bitsMax;
        this.bitsARowMax = bitsARowMax;
    }

    @Override
    public long growthBytes(int groupCount, int idCount, int length, long rows) {
        int bits = Math.max(idBits, DensePairs.bits(idCount));
        if (groupCount <= groups && bits == idBits) {
            return 0;
        }
        long needed = (long) DensePairs.room(groups, groupCount) << bits;
        return needed > Math.min(BITS_MAX_EVER, Math.max(bitsMax, rows * bitsARowMax)) ? UNFIT : needed >>> 3;
    }

    @Override
    public void grow(int groupCount, int idCount, int length) {
        int bits = Math.max(idBits, DensePairs.bits(idCount));
        int room = DensePairs.room(groups, groupCount);
        long[] wider = new long[(int) ((long) room << bits >>> 6)];
        int from = 1 << (idBits - 6);
        int to = 1 << (bits - 6);
        for (int group = 0; group < groups; group++) {
            System.arraycopy(words, group * from, wider, group * to, from);
        }
        words = wider;
        groups = room;
        idBits = bits;
    }

    @Override
    public long bytes() {
        return words.length * 8L;
    }

    @Override
    public void add(int[] groups, int[] ids, int length) {
        mark(words, idBits, groups, ids, length);
    }

    private static void mark(long[] words, int idBits, int[] groups, int[] ids, int length) {
        for (int i = 0; i < length; i++) {
            words[(groups[i] << (idBits - 6)) + (ids[i] >>> 6)] |= 1L << ids[i];
        }
    }

    @Override
    public void add(int[] groups, int[] ids, long[] counts, int length) {
        throw new IllegalStateException("a bitmap does not count");
    }

    @Override
    public void forEach(int from, int to, Visitor visitor) {
        int last = Math.min(to, groups) << (idBits - 6);
        for (int i = Math.min(from, groups) << (idBits - 6); i < last; i++) {
            int group = i >>> (idBits - 6);
            int first = (i << 6) & ((1 << idBits) - 1);
            for (long left = words[i]; left != 0; left &= left - 1) {
                visitor.pair(group, first + Long.numberOfTrailingZeros(left), 1);
            }
        }
    }
}
