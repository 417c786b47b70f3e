package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Merges partial states of one aggregation into one. For one thread; used up by [#partial()].
///
/// Only the entries of dictionaries are interned anew; all else is work on ids.
public final class MergeAggregator {
    private final Schema partialSchema;
    private final int keyCount;
    private final Groups groups;
    private final List<State> states = new ArrayList<>();

    /// @param input the schema that the aggregation was declared on, not that of the partial states
    public MergeAggregator(AggregationSpec spec, Schema input) {
        this(spec, input, PairKernel.AUTOMATIC);
    }

    /// @param kernel for tests; every kernel gives the same result
    public MergeAggregator(AggregationSpec spec, Schema input, PairKernel kernel) {
        this.partialSchema = spec.partialSchema(input);
        this.keyCount = spec.keys().size();
        List<DataType> keyTypes =
                spec.keys().stream().map(key -> input.field(key).type()).toList();
        this.groups = new Groups(keyTypes);
        spec.calls().forEach(call -> states.add(States.of(call, input, kernel, new HashMap<>())));
    }

    /// Adds a partial state, as [ChunkAggregator] or a merge made it.
    public void add(Partition partial) {
        for (Batch batch : partial.batches()) {
            if (batch.length() > 0) {
                add(batch);
            }
        }
    }

    private void add(Batch batch) {
        List<Vector> columns = batch.columns();
        int[] rowGroups = groups.of(columns.subList(0, keyCount), batch.length());
        for (int i = 0; i < states.size(); i++) {
            states.get(i).merge(rowGroups, batch.length(), groups.size(), columns.get(keyCount + i));
        }
    }

    /// Groups so far.
    public int groups() {
        return groups.size();
    }

    /// The partial state of everything added.
    public Partition partial() {
        return States.partial(partialSchema, groups, states);
    }
}
