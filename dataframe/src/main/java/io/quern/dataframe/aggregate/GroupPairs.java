package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// The pairs of one aggregate, in the kernel that suits how many there are.
///
/// Dense while groups × values is small, or takes no more memory than the rows seen would as a list of pairs;
/// else hashed. A large hash table whose pairs hardly repeat is a waste of cache misses, so then it becomes a
/// log that is sorted.
final class GroupPairs {
    private static final long SEEN_CELLS_MAX = 1 << 23;
    private static final long COUNT_CELLS_MAX = 1 << 20;
    private static final int BITS_A_ROW_MAX = 64;
    private static final int COUNTS_A_ROW_MAX = 2;
    /// Below, a hash table is good enough.
    private static final int HASHED_PAIRS_MIN = 1 << 17;
    private static final int HASHED_PAIRS_MAX = 1 << 21;
    private static final int LOG_CAPACITY = 1 << 22;
    private static final int FORCED_LOG_CAPACITY = 1 << 10;

    private final boolean isCounting;
    private final PairKernel kernel;
    private PairTable table;
    private long added;

    GroupPairs(boolean isCounting, PairKernel kernel) {
        this.isCounting = isCounting;
        this.kernel = kernel;
        this.table = switch (kernel) {
            case AUTOMATIC -> new DensePairs(isCounting, isCounting ? COUNT_CELLS_MAX : SEEN_CELLS_MAX, 0);
            case DENSE -> new DensePairs(isCounting, Long.MAX_VALUE, 0);
            case BITMAP -> isCounting ? new DensePairs(true, Long.MAX_VALUE, 0) : new BitmapPairs(Long.MAX_VALUE, 0);
            case HASHED -> new HashedPairs(isCounting);
            case SORTED -> new SortedPairs(isCounting, FORCED_LOG_CAPACITY);
        };
    }

    void add(int[] groups, int[] ids, int length, int groupCount, int idCount) {
        prepare(length, groupCount, idCount);
        table.add(groups, ids, length);
    }

    void add(int[] groups, int[] ids, long[] counts, int length, int groupCount, int idCount) {
        prepare(length, groupCount, idCount);
        table.add(groups, ids, counts, length);
    }

    /// The pairs, group by group.
    ///
    /// @param counts one a pair, empty if not counting
    record Listed(int[] offsets, int[] ids, long[] counts) {}

    Listed list(int groupCount) {
        int[] offsets = new int[groupCount + 1];
        table.forEach((group, _, _) -> offsets[group + 1]++);
        for (int group = 0; group < groupCount; group++) {
            offsets[group + 1] = Math.addExact(offsets[group], offsets[group + 1]);
        }
        int[] ends = Arrays.copyOf(offsets, groupCount);
        int[] ids = new int[offsets[groupCount]];
        long[] counts = new long[isCounting ? ids.length : 0];
        table.forEach((group, id, count) -> {
            int at = ends[group]++;
            ids[at] = id;
            if (isCounting) {
                counts[at] = count;
            }
        });
        return new Listed(offsets, ids, counts);
    }

    private void prepare(int length, int groupCount, int idCount) {
        added += length;
        if (kernel == PairKernel.AUTOMATIC && table instanceof HashedPairs && table.pairs() > HASHED_PAIRS_MIN) {
            leaveHashing(groupCount, idCount);
        }
        if (!table.reserve(groupCount, idCount, added)) {
            change(
                    kernel == PairKernel.AUTOMATIC && !(table instanceof HashedPairs)
                            ? new HashedPairs(isCounting)
                            : new SortedPairs(isCounting, LOG_CAPACITY));
        }
    }

    /// To cells if they take no more memory than the rows would, to a log if pairs hardly repeat.
    private void leaveHashing(int groupCount, int idCount) {
        long needed = (long) groupCount << DensePairs.bits(idCount);
        // They may take twice as much later, so that they are not left again at once.
        PairTable cells = isCounting
                ? new DensePairs(true, COUNT_CELLS_MAX, COUNTS_A_ROW_MAX * 2)
                : new BitmapPairs(0, BITS_A_ROW_MAX * 2);
        if (needed <= added * (isCounting ? COUNTS_A_ROW_MAX : BITS_A_ROW_MAX)
                && cells.reserve(groupCount, idCount, added)) {
            change(cells);
        } else if (table.pairs() > HASHED_PAIRS_MAX && added < 2 * table.pairs()) {
            change(new SortedPairs(isCounting, LOG_CAPACITY));
        }
    }

    private void change(PairTable other) {
        Mover mover = new Mover(other, isCounting);
        table.forEach(mover);
        mover.flush();
        table = other;
    }

    /// Moves pairs by the batch.
    private static final class Mover implements PairTable.Visitor {
        private static final int ROWS = 1 << 12;

        private final PairTable target;
        private final boolean isCounting;
        private final int[] groups = new int[ROWS];
        private final int[] ids = new int[ROWS];
        private final long[] counts = new long[ROWS];
        private int size;

        Mover(PairTable target, boolean isCounting) {
            this.target = target;
            this.isCounting = isCounting;
        }

        @Override
        public void pair(int group, int id, long count) {
            groups[size] = group;
            ids[size] = id;
            counts[size++] = count;
            if (size == ROWS) {
                flush();
            }
        }

        void flush() {
            if (isCounting) {
                target.add(groups, ids, counts, size);
            } else {
                target.add(groups, ids, size);
            }
            size = 0;
        }
    }
}
