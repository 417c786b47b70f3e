package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;
import java.util.List;
import java.util.function.Consumer;

/// A table that takes what it has memory for, and as much as is the least: there has to be memory for that.
final class BoundedTable implements AutoCloseable {
    private final AggregationSpec spec;
    private final Schema input;
    private final Spilling spilling;
    private MergeAggregator table;
    private boolean hasRows;
    private boolean isForced;

    BoundedTable(AggregationSpec spec, Schema input, Spilling spilling) {
        this.spec = spec;
        this.input = input;
        this.spilling = spilling;
        this.table = new MergeAggregator(spec, input, spilling.memory());
    }

    /// Adds rows of partial state.
    ///
    /// @return those that were not added, in their order; if there are any, nothing is taken any more
    List<Batch> add(Batch batch) {
        if (isForced) {
            table.add(batch);
            return List.of();
        }
        if (table.tryAdd(batch)) {
            hasRows |= batch.length() > 0;
            return List.of();
        }
        List<Batch> pieces = spilling.pieces(batch, spec.keys().size());
        int added = 0;
        while (added < pieces.size() && (!hasRows || table.usedBytes() < spilling.leastTableBytes())) {
            table.add(pieces.get(added++));
            hasRows = true;
        }
        return pieces.subList(added, pieces.size());
    }

    /// From now on there has to be memory for everything.
    void force() {
        isForced = true;
    }

    MergeAggregator content() {
        return table;
    }

    /// Hands everything over, and lets go of the memory.
    void handOn(Consumer<Batch> target) {
        table.drain(target);
        table.close();
        table = new MergeAggregator(spec, input, spilling.memory());
    }

    @Override
    public void close() {
        table.close();
    }
}
