package io.quern.dataframe.aggregate;

/// Distinct (group, value id) pairs, with a count each if it is made for counting. Values are never
/// [ColumnIds#NULL].
sealed interface PairTable permits DensePairs, BitmapPairs, HashedPairs, SortedPairs {
    /// This kernel is not for so many groups and ids.
    long UNFIT = -1;

    /// Bytes of the larger tables that [#grow] makes, 0 where there is room, or [#UNFIT].
    ///
    /// @param groupCount groups are below it
    /// @param idCount ids are below it
    /// @param length pairs that are going to be added at once
    /// @param rows rows seen so far: a table may take as much memory as they would
    long growthBytes(int groupCount, int idCount, int length, long rows);

    /// Makes room, as [#growthBytes] says.
    void grow(int groupCount, int idCount, int length);

    /// Bytes of the tables, and of what listing them takes beside them.
    long bytes();

    /// Adds one occurrence of each pair; there is room for them.
    void add(int[] groups, int[] ids, int length);

    /// Adds occurrences of pairs; only for counting tables.
    void add(int[] groups, int[] ids, long[] counts, int length);

    /// Hands over every pair once, in no order.
    default void forEach(Visitor visitor) {
        forEach(0, Integer.MAX_VALUE, visitor);
    }

    /// Hands over every pair of groups `from` up to, not including, `to` once, in no order.
    void forEach(int from, int to, Visitor visitor);

    /// Distinct pairs, or more where duplicates have not been thinned out yet. Visits them all where nobody
    /// counted.
    default long pairs() {
        long[] pairs = new long[1];
        forEach((_, _, _) -> pairs[0]++);
        return pairs[0];
    }

    /// Takes pairs.
    @FunctionalInterface
    interface Visitor {
        void pair(int group, int id, long count);
    }

    static long pack(int group, int id) {
        return (long) group << 32 | id;
    }
}
