package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Validity;

/// Values by id of which at most one is null.
final class NullIds {
    private NullIds() {}

    /// @param nullId the id of null, negative where there is none
    static Validity validity(int size, int nullId) {
        if (nullId < 0) {
            return Validity.ALL;
        }
        long[] words = Validity.ALL.toWords(size);
        words[nullId >>> 6] &= ~(1L << nullId);
        return Validity.of(words, size);
    }
}
