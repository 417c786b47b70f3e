package io.quern.dataframe.aggregate;

/// Distinct (group, value id) pairs, with a count each if it is made for counting. Values are never
/// [ColumnIds#NULL].
sealed interface PairTable permits DensePairs, BitmapPairs, HashedPairs, SortedPairs {
    /// Makes room for groups and ids below these.
    ///
    /// @param rows rows seen so far: a table may take as much memory as they would
    /// @return false if this kernel is not for so many
    boolean reserve(int groupCount, int idCount, long rows);

    /// Adds one occurrence of each pair.
    void add(int[] groups, int[] ids, int length);

    /// Adds occurrences of pairs; only for counting tables.
    void add(int[] groups, int[] ids, long[] counts, int length);

    /// Hands over every pair once, in no order.
    void forEach(Visitor visitor);

    /// Distinct pairs, or more where duplicates have not been thinned out yet.
    long pairs();

    /// Takes pairs.
    @FunctionalInterface
    interface Visitor {
        void pair(int group, int id, long count);
    }

    static long pack(int group, int id) {
        return (long) group << 32 | id;
    }
}
