package io.quern.dataframe.batch;

import java.util.List;

/// The entries of a dictionary that some rows use, which become a dictionary of their own; where hardly an entry is
/// used twice the rows are written out instead.
final class UsedEntries {
    private static final int BYTES_A_CODE = 4;

    private final Vector dictionary;
    /// A bit an entry.
    private final long[] used;
    /// How many entries are used before those of a word.
    private final int[] usedBefore;

    private final int count;
    private final long bytes;
    private final long rows;
    private final long writtenBytes;
    private Vector entries;

    private UsedEntries(Vector dictionary, long[] used, long rows, long writtenBytes) {
        this.dictionary = dictionary;
        this.used = used;
        this.rows = rows;
        this.writtenBytes = writtenBytes;
        this.usedBefore = new int[used.length];
        int before = 0;
        long sum = 0;
        for (int word = 0; word < used.length; word++) {
            usedBefore[word] = before;
            before += Long.bitCount(used[word]);
            for (long left = used[word]; left != 0; left &= left - 1) {
                int entry = (word << 6) + Long.numberOfTrailingZeros(left);
                sum += FlatBytes.of(dictionary, entry, entry + 1);
            }
        }
        this.count = before;
        this.bytes = sum;
        this.entries = dictionary;
    }

    /// @param users of the dictionary
    static UsedEntries of(Vector dictionary, List<DictionaryVector> users) {
        long[] used = new long[Validity.words(dictionary.length())];
        long rows = 0;
        long writtenBytes = 0;
        for (DictionaryVector user : users) {
            for (int row = 0; row < user.length(); row++) {
                if (user.validity().isValid(row)) {
                    used[user.codes()[row] >>> 6] |= 1L << user.codes()[row];
                }
            }
            rows += user.length();
            writtenBytes += FlatBytes.of(user, 0, user.length());
        }
        return new UsedEntries(dictionary, used, rows, writtenBytes);
    }

    /// What the used entries take, each once.
    long bytes() {
        return bytes;
    }

    /// What a copy of them takes, with the rows.
    long copyBytes() {
        return Math.min(writtenBytes, bytes + rows * BYTES_A_CODE);
    }

    private boolean isWrittenOut() {
        return writtenBytes <= bytes + rows * BYTES_A_CODE;
    }

    /// Makes the dictionary of the used entries, unless rows are written out.
    void copy() {
        if (isWrittenOut()) {
            return;
        }
        int[] kept = new int[count];
        int at = 0;
        for (int word = 0; word < used.length; word++) {
            for (long left = used[word]; left != 0; left &= left - 1) {
                kept[at++] = (word << 6) + Long.numberOfTrailingZeros(left);
            }
        }
        entries = Gather.rows(dictionary, kept, count);
    }

    /// The same rows over the copy.
    Vector own(DictionaryVector rowsOfIt) {
        if (isWrittenOut()) {
            return Flatten.top(rowsOfIt);
        }
        int[] codes = new int[rowsOfIt.length()];
        for (int row = 0; row < codes.length; row++) {
            if (rowsOfIt.validity().isValid(row)) {
                int code = rowsOfIt.codes()[row];
                codes[row] = usedBefore[code >>> 6] + Long.bitCount(used[code >>> 6] & ((1L << code) - 1));
            }
        }
        return new DictionaryVector(codes.length, rowsOfIt.validity(), codes, entries);
    }
}
