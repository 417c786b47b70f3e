package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// How often each value occurs in each group; partial state is a map from values, over one dictionary, to
/// counts.
final class ValueCountsState implements State {
    private final DataType partialType;
    private final ColumnIds values;
    private final GroupPairs pairs;
    private final Occurrences occurrences = new Occurrences();
    /// Of the maps that are merged next.
    private Vector keys;

    /// @param values ids of the argument column, shared with other aggregates of it
    ValueCountsState(DataType partialType, ColumnIds values, PairKernel kernel) {
        this.partialType = partialType;
        this.values = values;
        this.pairs = new GroupPairs(true, kernel);
        this.keys = new NullVector(partialType, 0);
    }

    @Override
    public boolean makeRoom(int length, int groupCount, Vector[] arguments, StateMemory memory) {
        return values.intern(arguments[0], memory)
                && pairs.makeRoom(length, groupCount, values.interner().size(), memory);
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        occurrences.of(groups, values, arguments[0], length);
        occurrences.addTo(pairs);
    }

    @Override
    public boolean makeMergeRoom(int length, int groupCount, Vector partial, StateMemory memory) {
        MapVector maps = (MapVector) Flatten.top(partial);
        int first = maps.offsets()[0];
        int count = maps.offsets()[length] - first;
        keys = Slice.rows(maps.keys(), first, count);
        return values.intern(keys, memory)
                && pairs.makeRoom(count, groupCount, values.interner().size(), memory);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        MapVector maps = (MapVector) Flatten.top(partial);
        int first = maps.offsets()[0];
        int[] expanded = Occurrences.groupsOfElements(groups, maps.offsets(), length);
        long[] counts = ((LongVector) Flatten.vector(maps.values())).values();
        long[] entryCounts = first == 0 ? counts : Arrays.copyOfRange(counts, first, first + expanded.length);
        pairs.add(expanded, values.of(keys), entryCounts, expanded.length);
    }

    @Override
    public void end(int groupCount) {
        pairs.end();
    }

    @Override
    public void trim() {
        values.trim();
    }

    @Override
    public Vector partial(int from, int to) {
        GroupPairs.Listed listed = pairs.list(from, to);
        int entries = listed.ids().length;
        Vector listedKeys = new DictionaryVector(entries, Validity.ALL, listed.ids(), values.entries());
        Vector counts = new LongVector(DataType.INT64, entries, Validity.ALL, listed.counts());
        return new MapVector(partialType, to - from, Validity.ALL, listed.offsets(), listedKeys, counts);
    }

    @Override
    public void addBytes(long[] bytes) {
        pairs.addTimes(bytes, Integer.BYTES + Long.BYTES);
    }
}
