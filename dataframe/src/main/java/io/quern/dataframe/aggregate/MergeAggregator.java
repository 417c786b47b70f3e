package io.quern.dataframe.aggregate;

import io.quern.core.task.TaskMemory;
import io.quern.core.task.UnboundedMemory;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.util.HashMap;
import java.util.List;

/// Merges partial states of one aggregation into one; a group may stand in any number of rows.
///
/// Only the entries of dictionaries are interned anew; all else is work on ids.
public final class MergeAggregator extends PartialAggregator {
    private final int keyCount;

    /// @param input the schema that the aggregation was declared on, not that of the partial states
    public MergeAggregator(AggregationSpec spec, Schema input) {
        this(spec, input, new UnboundedMemory());
    }

    public MergeAggregator(AggregationSpec spec, Schema input, TaskMemory memory) {
        this(spec, input, PairKernel.AUTOMATIC, memory);
    }

    /// @param kernel for tests; every kernel gives the same result
    public MergeAggregator(AggregationSpec spec, Schema input, PairKernel kernel, TaskMemory memory) {
        super(new GroupTables(spec, input, new StateMemory(memory)));
        this.keyCount = spec.keys().size();
        spec.calls().forEach(call -> tables.states().add(States.of(call, input, kernel, new HashMap<>())));
    }

    /// Adds a partial state, as [ChunkAggregator] or a merge made it; there has to be memory for it.
    public void add(Partition partial) {
        partial.batches().forEach(this::add);
    }

    @Override
    public boolean tryAdd(Batch batch) {
        if (batch.length() == 0) {
            return true;
        }
        List<Vector> columns = batch.columns();
        int[] rowGroups = tables.tryGroups(columns.subList(0, keyCount), batch.length());
        if (rowGroups == null) {
            return false;
        }
        List<State> states = tables.states();
        for (int i = 0; i < states.size(); i++) {
            Vector partial = columns.get(keyCount + i);
            if (!tables.isGranted(
                    states.get(i).makeMergeRoom(batch.length(), tables.groups(), partial, tables.memory()))) {
                return false;
            }
        }
        for (int i = 0; i < states.size(); i++) {
            states.get(i).merge(rowGroups, batch.length(), tables.groups(), columns.get(keyCount + i));
        }
        tables.settle();
        return true;
    }

    /// The keys of groups that have at least one in `shares` of all distinct values that are counted, if any are.
    ///
    /// @param keySchema the key columns
    public Batch largest(Schema keySchema, int shares) {
        return tables.largest(keySchema, shares);
    }
}
