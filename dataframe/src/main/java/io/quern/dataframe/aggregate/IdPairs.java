package io.quern.dataframe.aggregate;

import java.util.Arrays;

/// Dense ids of pairs of dense ids, in order of first sight: how several keys become one group.
///
/// While the product of both id ranges is small it is a plain table `[first][second]`, else open addressing
/// over packed pairs.
final class IdPairs {
    private static final int CELLS_MAX = 1 << 21;

    private final int cellsMax;
    private int[] firsts = new int[64];
    private int[] seconds = new int[64];
    private int size;
    /// Id + 1 by `first << secondBits | second`, or by slot once hashed.
    private int[] table = new int[64];
    private int secondBits = 3;
    private boolean isHashed;

    IdPairs() {
        this(CELLS_MAX);
    }

    /// @param cellsMax from how many cells on pairs are hashed
    IdPairs(int cellsMax) {
        this.cellsMax = cellsMax;
    }

    int size() {
        return size;
    }

    int first(int id) {
        return firsts[id];
    }

    int second(int id) {
        return seconds[id];
    }

    /// Puts the id of each pair into `first`.
    ///
    /// @return false where there is no memory for the pairs that may be new, or no array holds as many; then
    ///     nothing is done
    boolean tryCombine(int[] first, int firstCount, int[] second, int secondCount, int length, StateMemory memory) {
        if ((long) size + length > Interner.IDS_MAX && !memory.isForced()) {
            return false;
        }
        long growth = growthBytes(firstCount, secondCount, length);
        if (growth > 0 && !memory.tryGrow(growth)) {
            return false;
        }
        long before = bytes();
        combine(first, firstCount, second, secondCount, length);
        if (growth > 0) {
            memory.shrink(growth - (bytes() - before));
        }
        return true;
    }

    private long bytes() {
        return (firsts.length + seconds.length + table.length) * 4L;
    }

    /// At most so many bytes are allocated for that many rows.
    private long growthBytes(int firstCount, int secondCount, int length) {
        long count = (long) size + length;
        long lists = count > firsts.length ? Interner.doubled(firsts.length, count) * 8 : 0;
        if (isHashed) {
            return lists + (count * 2 > table.length ? Interner.doubled(table.length, count * 2) * 4 : 0);
        }
        int bits = secondBits(secondCount);
        long cells = (long) firstCount << bits;
        if (cells <= table.length && bits == secondBits) {
            return lists;
        }
        long capacity = capacity(cells);
        return lists + 4 * (capacity > cellsMax ? Interner.doubled(64, count * 4) : Math.max(capacity, table.length));
    }

    private int secondBits(int secondCount) {
        return Math.max(secondBits, 32 - Integer.numberOfLeadingZeros(secondCount));
    }

    private static long capacity(long cells) {
        return Math.max(64, Long.highestOneBit(Math.max(1, cells - 1)) << 1);
    }

    private void combine(int[] first, int firstCount, int[] second, int secondCount, int length) {
        reserve(firstCount, secondCount);
        if (isHashed) {
            for (int row = 0; row < length; row++) {
                first[row] = hashed(first[row], second[row]);
            }
        } else if (lookUp(table, secondBits, first, second, length)) {
            return;
        } else {
            for (int row = 0; row < length; row++) {
                first[row] = first[row] < 0 ? ~first[row] : dense(first[row], second[row]);
            }
        }
    }

    /// Replaces known pairs by ids. If all were, true; else false, and the known ones are `~id`, the others
    /// left alone.
    private static boolean lookUp(int[] table, int secondBits, int[] first, int[] second, int length) {
        int smallest = Integer.MAX_VALUE;
        for (int row = 0; row < length; row++) {
            smallest = Math.min(smallest, table[first[row] << secondBits | second[row]]);
        }
        if (smallest > 0) {
            for (int row = 0; row < length; row++) {
                first[row] = table[first[row] << secondBits | second[row]] - 1;
            }
            return true;
        }
        for (int row = 0; row < length; row++) {
            int id = table[first[row] << secondBits | second[row]] - 1;
            first[row] = id < 0 ? first[row] : ~id;
        }
        return false;
    }

    private int dense(int first, int second) {
        int cell = first << secondBits | second;
        if (table[cell] == 0) {
            table[cell] = append(first, second) + 1;
        }
        return table[cell] - 1;
    }

    private int hashed(int first, int second) {
        int mask = table.length - 1;
        int at = slot(first, second) & mask;
        while (true) {
            int id = table[at] - 1;
            if (id < 0) {
                id = append(first, second);
                table[at] = id + 1;
                if (size * 2 > table.length) {
                    rehash(table.length * 2);
                }
                return id;
            }
            if (firsts[id] == first && seconds[id] == second) {
                return id;
            }
            at = (at + 1) & mask;
        }
    }

    private static int slot(int first, int second) {
        return (int) ByteHash.of((long) first << 32 | second);
    }

    private int append(int first, int second) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            seconds = Arrays.copyOf(seconds, size * 2);
        }
        firsts[size] = first;
        seconds[size] = second;
        return size++;
    }

    private void reserve(int firstCount, int secondCount) {
        if (isHashed) {
            return;
        }
        int bits = secondBits(secondCount);
        long cells = (long) firstCount << bits;
        if (cells <= table.length && bits == secondBits) {
            return;
        }
        long capacity = capacity(cells);
        if (capacity > cellsMax) {
            isHashed = true;
            rehash(Math.max(64, Integer.highestOneBit(Math.max(1, size)) << 2));
            return;
        }
        table = new int[(int) Math.max(capacity, table.length)];
        secondBits = bits;
        for (int id = 0; id < size; id++) {
            table[firsts[id] << bits | seconds[id]] = id + 1;
        }
    }

    private void rehash(int capacity) {
        table = new int[capacity];
        int mask = capacity - 1;
        for (int id = 0; id < size; id++) {
            int at = slot(firsts[id], seconds[id]) & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = id + 1;
        }
    }
}
