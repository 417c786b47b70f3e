package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import java.util.function.Consumer;

/// Makes partial state of batches: one row a group, keys and a state column an aggregate, in no particular order.
/// It reserves memory before its tables grow. For one thread.
public abstract sealed class PartialAggregator implements AutoCloseable permits ChunkAggregator, MergeAggregator {
    final GroupTables tables;

    PartialAggregator(GroupTables tables) {
        this.tables = tables;
    }

    /// Adds rows.
    ///
    /// @return false where memory for them was refused: then none is added, and nothing can be added any more; what
    ///     there is has to be handed on
    public abstract boolean tryAdd(Batch batch);

    /// Adds rows for which there has to be memory.
    ///
    /// @throws io.quern.core.error.QuernException RESOURCES where there is none
    public final void add(Batch batch) {
        tables.force(() -> tryAdd(batch));
    }

    /// Groups so far; those of rows that were refused may be among them.
    public final int groups() {
        return tables.groups();
    }

    /// What the tables take.
    public final long usedBytes() {
        return tables.memory().usedBytes();
    }

    /// The state of everything added in one batch. Only [#close] may follow.
    public final Batch whole() {
        return tables.partial();
    }

    /// The state of everything added. Only [#close] may follow.
    public final Partition partial() {
        return States.partition(whole());
    }

    /// Hands everything added over in pieces of a few thousand groups and about 128 KiB of list elements and the
    /// like, groups in their order; only a piece of one group may be larger. Only [#close] may follow.
    public final void drain(Consumer<Batch> sink) {
        tables.drain(sink);
    }

    /// Counts what is about to be made of the state that was handed over, while the tables are still there: out of
    /// what they keep as room for that first.
    ///
    /// @throws io.quern.core.error.QuernException RESOURCES where there is no memory for it
    public final void handOn(long bytes) {
        tables.memory().handOn(bytes);
    }

    /// Gives the memory back but for so many bytes, which are the caller's to release from now on.
    public final void closeBut(long bytes) {
        tables.memory().closeBut(bytes);
    }

    /// Gives the memory back. The second time does nothing.
    @Override
    public final void close() {
        tables.close();
    }
}
