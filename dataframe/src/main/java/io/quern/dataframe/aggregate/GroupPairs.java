package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// The pairs of one aggregate, in the kernel that suits how many there are.
///
/// Dense while groups × values is small; else hashed; a large hash table whose pairs hardly repeat is a waste
/// of cache misses, so then it becomes a log that is sorted.
final class GroupPairs {
    private static final long SEEN_CELLS_MAX = 1 << 23;
    private static final long COUNT_CELLS_MAX = 1 << 20;
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
            case AUTOMATIC -> new DensePairs(isCounting, isCounting ? COUNT_CELLS_MAX : SEEN_CELLS_MAX);
            case DENSE -> new DensePairs(isCounting, 1 << 28);
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
        if (!table.reserve(groupCount, idCount)) {
            change(
                    kernel == PairKernel.AUTOMATIC && table instanceof DensePairs
                            ? new HashedPairs(isCounting)
                            : new SortedPairs(isCounting, LOG_CAPACITY));
        } else if (kernel == PairKernel.AUTOMATIC
                && table instanceof HashedPairs
                && table.pairs() > HASHED_PAIRS_MAX
                && added < 2 * table.pairs()) {
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
