package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// The distinct values of each group; partial state is a list of them over one dictionary.
final class DistinctState implements State {
    private final DataType partialType;
    private final ColumnIds values;
    private final GroupPairs pairs;
    private final Occurrences occurrences = new Occurrences();

    /// @param values ids of the argument column, shared with other aggregates of it
    DistinctState(DataType partialType, ColumnIds values, PairKernel kernel) {
        this.partialType = partialType;
        this.values = values;
        this.pairs = new GroupPairs(false, kernel);
    }

    @Override
    public void add(int[] groups, int length, int groupCount, Vector[] arguments) {
        occurrences.of(groups, values, arguments[0], length);
        occurrences.addTo(pairs, groupCount, values);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        ListVector lists = (ListVector) Flatten.top(partial);
        int first = lists.offsets()[0];
        int[] expanded = Occurrences.groupsOfElements(groups, lists.offsets(), length);
        int[] ids = values.of(Slice.rows(lists.elements(), first, expanded.length));
        pairs.add(expanded, ids, expanded.length, groupCount, values.interner().size());
    }

    @Override
    public Vector partial(int groupCount) {
        GroupPairs.Listed listed = pairs.list(groupCount);
        Vector elements = new DictionaryVector(
                listed.ids().length,
                Validity.ALL,
                listed.ids(),
                values.interner().values());
        return new ListVector(partialType, groupCount, Validity.ALL, listed.offsets(), elements);
    }
}
