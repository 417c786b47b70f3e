package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.NullVector;
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
    /// Of the lists that are merged next.
    private Vector elements;

    /// @param values ids of the argument column, shared with other aggregates of it
    DistinctState(DataType partialType, ColumnIds values, PairKernel kernel) {
        this.partialType = partialType;
        this.values = values;
        this.pairs = new GroupPairs(false, kernel);
        this.elements = new NullVector(partialType, 0);
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
        ListVector lists = (ListVector) Flatten.top(partial);
        int first = lists.offsets()[0];
        int count = lists.offsets()[length] - first;
        elements = Slice.rows(lists.elements(), first, count);
        return values.intern(elements, memory)
                && pairs.makeRoom(count, groupCount, values.interner().size(), memory);
    }

    @Override
    public void merge(int[] groups, int length, int groupCount, Vector partial) {
        ListVector lists = (ListVector) Flatten.top(partial);
        int[] expanded = Occurrences.groupsOfElements(groups, lists.offsets(), length);
        pairs.add(expanded, values.of(elements), expanded.length);
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
        Vector listedValues = new DictionaryVector(listed.ids().length, Validity.ALL, listed.ids(), values.entries());
        return new ListVector(partialType, to - from, Validity.ALL, listed.offsets(), listedValues);
    }

    @Override
    public void addBytes(long[] bytes) {
        pairs.addTimes(bytes, Integer.BYTES);
    }
}
