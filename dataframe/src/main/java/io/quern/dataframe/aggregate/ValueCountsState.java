package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
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

    /// @param values ids of the argument column, shared with other aggregates of it
    ValueCountsState(DataType partialType, ColumnIds values, PairKernel kernel) {
        this.partialType = partialType;
        this.values = values;
        this.pairs = new GroupPairs(true, kernel);
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        occurrences.of(groups, values, arguments[0], length);
        occurrences.addTo(pairs, groupCount, values);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        MapVector maps = (MapVector) Flatten.top(partial);
        int first = maps.offsets()[0];
        int[] expanded = Occurrences.groupsOfElements(groups, maps.offsets(), length);
        int[] ids = values.of(Slice.rows(maps.keys(), first, expanded.length));
        long[] counts = ((LongVector) Flatten.vector(maps.values())).values();
        long[] entryCounts = first == 0 ? counts : Arrays.copyOfRange(counts, first, first + expanded.length);
        pairs.add(
                expanded,
                ids,
                entryCounts,
                expanded.length,
                groupCount,
                values.interner().size());
    }

    @Override
    public Vector partial(int groupCount) {
        GroupPairs.Listed listed = pairs.list(groupCount);
        int entries = listed.ids().length;
        Vector keys = new DictionaryVector(
                entries, Validity.ALL, listed.ids(), values.interner().values());
        Vector counts = new LongVector(DataType.INT64, entries, Validity.ALL, listed.counts());
        return new MapVector(partialType, groupCount, Validity.ALL, listed.offsets(), keys, counts);
    }
}
