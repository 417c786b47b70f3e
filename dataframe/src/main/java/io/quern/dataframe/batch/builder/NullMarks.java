package io.quern.dataframe.batch.builder;

import io.quern.dataframe.batch.Validity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The null rows of a vector under construction. Valid rows cost nothing, and nothing is allocated before the first
/// null.
final class NullMarks {
    private long @Nullable [] nulls;

    void mark(int row) {
        long[] words = nulls == null ? new long[Math.max(1, Validity.words(row + 1))] : nulls;
        int word = row >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Growth.grown(words.length, word + 1L));
        }
        words[word] |= 1L << row;
        nulls = words;
    }

    Validity toValidity(int length) {
        long[] marks = nulls;
        if (marks == null) {
            return Validity.ALL;
        }
        long[] valid = new long[Validity.words(length)];
        for (int i = 0; i < valid.length; i++) {
            valid[i] = i < marks.length ? ~marks[i] : -1L;
        }
        if ((length & 63) != 0) {
            valid[valid.length - 1] &= (1L << length) - 1;
        }
        return Validity.of(valid, length);
    }
}
