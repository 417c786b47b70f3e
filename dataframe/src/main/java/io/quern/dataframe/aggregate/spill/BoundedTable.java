package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.type.Schema;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A table that takes what it has memory for, and as much as is the least: there has to be memory for that.
final class BoundedTable implements AutoCloseable {
    private final AggregationSpec spec;
    private final Spilling spilling;
    /// Null once it was handed on.
    private @Nullable MergeAggregator table;

    private boolean hasRows;
    private boolean isForced;

    BoundedTable(AggregationSpec spec, Schema input, Spilling spilling) {
        this.spec = spec;
        this.spilling = spilling;
        this.table = new MergeAggregator(spec, input, spilling.memory());
    }

    /// Adds rows of partial state.
    ///
    /// @return those that were not added, in their order; if there are any, nothing is taken any more
    List<Batch> add(Batch batch) {
        MergeAggregator target = content();
        if (isForced) {
            target.add(batch);
            return List.of();
        }
        if (target.tryAdd(batch)) {
            hasRows |= batch.length() > 0;
            return List.of();
        }
        List<Batch> pieces = spilling.pieces(batch, spec.keys().size());
        int added = 0;
        while (added < pieces.size() && (!hasRows || target.usedBytes() < spilling.leastTableBytes())) {
            target.add(pieces.get(added++));
            hasRows = true;
        }
        return pieces.subList(added, pieces.size());
    }

    /// From now on there has to be memory for everything.
    void force() {
        isForced = true;
    }

    MergeAggregator content() {
        return Objects.requireNonNull(table, "the table was handed on");
    }

    /// Hands everything over, and lets go of the table and its memory; nothing can be added any more.
    void handOn(Consumer<Batch> target) {
        content().drain(target);
        close();
    }

    @Override
    public void close() {
        MergeAggregator open = table;
        if (open != null) {
            table = null;
            open.close();
        }
    }
}
