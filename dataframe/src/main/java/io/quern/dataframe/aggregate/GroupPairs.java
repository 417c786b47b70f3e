package io.quern.dataframe.aggregate;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
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
    private final int logCapacityMax;
    private PairTable table;
    private long added;
    /// The size at which the hash table was to be left and there was no memory for that.
    private long stayedAtBytes;

    GroupPairs(boolean isCounting, PairKernel kernel) {
        this(isCounting, kernel, SortedPairs.CAPACITY_MAX);
    }

    /// @param logCapacityMax pairs that a log holds, which is what holds most
    GroupPairs(boolean isCounting, PairKernel kernel, int logCapacityMax) {
        this.isCounting = isCounting;
        this.kernel = kernel;
        this.logCapacityMax = logCapacityMax;
        this.table = switch (kernel) {
            case AUTOMATIC -> new DensePairs(isCounting, isCounting ? COUNT_CELLS_MAX : SEEN_CELLS_MAX, 0);
            case DENSE -> new DensePairs(isCounting, Long.MAX_VALUE, 0);
            case BITMAP -> isCounting ? new DensePairs(true, Long.MAX_VALUE, 0) : new BitmapPairs(Long.MAX_VALUE, 0);
            case HASHED -> new HashedPairs(isCounting);
            case SORTED -> new SortedPairs(isCounting, FORCED_LOG_CAPACITY, logCapacityMax);
        };
    }

    /// Adds one occurrence of each pair; there is room for them.
    void add(int[] groups, int[] ids, int length) {
        added += length;
        table.add(groups, ids, length);
    }

    /// Adds occurrences of pairs, where they are counted; there is room for them.
    void add(int[] groups, int[] ids, long[] counts, int length) {
        added += length;
        table.add(groups, ids, counts, length);
    }

    /// The pairs, group by group.
    ///
    /// @param counts one a pair, empty if not counting
    record Listed(int[] offsets, int[] ids, long[] counts) {}

    /// Pairs of groups `from` up to, not including, `to`.
    Listed list(int from, int to) {
        int groupCount = to - from;
        int[] offsets = new int[groupCount + 1];
        table.forEach(from, to, (group, _, _) -> offsets[group - from + 1]++);
        for (int group = 0; group < groupCount; group++) {
            offsets[group + 1] = Math.addExact(offsets[group], offsets[group + 1]);
        }
        int[] ends = Arrays.copyOf(offsets, groupCount);
        int[] ids = new int[offsets[groupCount]];
        long[] counts = new long[isCounting ? ids.length : 0];
        table.forEach(from, to, (group, id, count) -> {
            int at = ends[group - from]++;
            ids[at] = id;
            if (isCounting) {
                counts[at] = count;
            }
        });
        return new Listed(offsets, ids, counts);
    }

    /// From now on pairs are listed by ranges of groups, and none is added.
    void end() {
        if (table instanceof HashedPairs hashed) {
            table = hashed.sorted();
        }
    }

    /// Adds a number for each pair that a group has.
    void addTimes(long[] sums, int number) {
        table.forEach((group, _, _) -> sums[group] += number);
    }

    /// Makes room for so many pairs of groups and ids below these, in another kernel if that suits them better.
    ///
    /// @return false where there is no memory for that, or no kernel holds as many
    /// @throws QuernException RESOURCES where none does, and they have to be held
    boolean makeRoom(int length, int groupCount, int idCount, StateMemory memory) {
        long rows = added + length;
        if (kernel == PairKernel.AUTOMATIC
                && table instanceof HashedPairs
                && table.pairs() > HASHED_PAIRS_MIN
                && table.bytes() != stayedAtBytes
                && !leaveHashing(groupCount, idCount, rows, memory)) {
            stayedAtBytes = table.bytes();
        }
        long growth = table.growthBytes(groupCount, idCount, length, rows);
        if (growth == PairTable.UNFIT && !(table instanceof SortedPairs)) {
            PairTable other = kernel == PairKernel.AUTOMATIC && !(table instanceof HashedPairs)
                    ? new HashedPairs(isCounting)
                    : new SortedPairs(isCounting, LOG_CAPACITY, logCapacityMax);
            if (!change(other, groupCount, idCount, rows, memory)) {
                return false;
            }
            growth = table.growthBytes(groupCount, idCount, length, rows);
        }
        return growth == 0 || grow(table, growth, groupCount, idCount, length, memory);
    }

    private boolean grow(PairTable table, long growth, int groupCount, int idCount, int length, StateMemory memory) {
        if (growth == PairTable.UNFIT) {
            if (memory.isForced()) {
                throw new QuernException(
                        ErrorCode.RESOURCES,
                        "one task has more than " + logCapacityMax
                                + " distinct pairs of group and value; use more partitions");
            }
            return false;
        }
        if (!memory.tryGrow(growth)) {
            return false;
        }
        long before = table.bytes();
        table.grow(groupCount, idCount, length);
        memory.shrink(growth - (table.bytes() - before));
        return true;
    }

    /// To cells if they take no more memory than the rows would, to a log if pairs hardly repeat; not where there
    /// is no memory for both at once. Asking for it has other runs' results written to the disk, so it is not asked
    /// again before the table has grown.
    ///
    /// @return false where memory was refused
    private boolean leaveHashing(int groupCount, int idCount, long rows, StateMemory memory) {
        long needed = (long) groupCount << DensePairs.bits(idCount);
        // They may take twice as much later, so that they are not left again at once.
        PairTable cells = isCounting
                ? new DensePairs(true, COUNT_CELLS_MAX, COUNTS_A_ROW_MAX * 2)
                : new BitmapPairs(0, BITS_A_ROW_MAX * 2);
        if (needed <= rows * (isCounting ? COUNTS_A_ROW_MAX : BITS_A_ROW_MAX)
                && cells.growthBytes(groupCount, idCount, 0, rows) != PairTable.UNFIT) {
            return change(cells, groupCount, idCount, rows, memory);
        }
        if (table.pairs() > HASHED_PAIRS_MAX && rows < 2 * table.pairs()) {
            return change(new SortedPairs(isCounting, LOG_CAPACITY, logCapacityMax), groupCount, idCount, rows, memory);
        }
        return true;
    }

    private boolean change(PairTable other, int groupCount, int idCount, long rows, StateMemory memory) {
        int pairs = Math.toIntExact(table.pairs());
        long initial = other.bytes();
        long growth = other.growthBytes(groupCount, idCount, pairs, rows);
        if (!memory.tryGrow(initial)) {
            return false;
        }
        if (growth != 0 && !grow(other, growth, groupCount, idCount, pairs, memory)) {
            memory.shrink(initial);
            return false;
        }
        Mover mover = new Mover(other, isCounting);
        table.forEach(mover);
        mover.flush();
        memory.shrink(table.bytes());
        table = other;
        return true;
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
