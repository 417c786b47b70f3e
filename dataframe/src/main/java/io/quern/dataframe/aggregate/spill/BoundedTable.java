package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A table that takes what it has memory for, and at least something: where even the first rows are refused they
/// come in smaller and smaller pieces, the last of which there has to be memory for.
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
        return hasRows ? List.of(batch) : addFirst(batch);
    }

    private List<Batch> addFirst(Batch batch) {
        table.close();
        table = new MergeAggregator(spec, input, spilling.memory());
        List<Batch> pieces = RowPieces.halves(batch, spec.keys().size(), spilling.elementsMax());
        if (pieces.size() == 1) {
            table.add(batch);
            hasRows = true;
            return List.of();
        }
        List<Batch> left = new ArrayList<>();
        for (Batch piece : pieces) {
            left.addAll(left.isEmpty() ? add(piece) : List.of(piece));
        }
        return List.copyOf(left);
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
