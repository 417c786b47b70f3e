package io.quern.dataframe.aggregate.spill;

import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.aggregate.PartialAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Partial aggregates that stay in memory, made in as much of it as there is: where the table may not grow any more
/// its groups become part of the result as they are, and the next table begins. So a group may stand in several
/// rows of the result, for which there has to be memory.
public final class EarlyPartials implements AutoCloseable {
    private final Schema schema;
    private final int stateless;
    private final Supplier<PartialAggregator> tables;
    private final TaskMemory memory;
    private final long leastBytes;
    private final List<Batch> early = new ArrayList<>();
    private PartialAggregator table;
    private boolean hasRows;
    private long earlyGroups;
    private long reserved;

    private EarlyPartials(
            Schema schema, int stateless, Supplier<PartialAggregator> tables, TaskMemory memory, long leastBytes) {
        this.schema = schema;
        this.stateless = stateless;
        this.tables = tables;
        this.memory = memory;
        this.leastBytes = leastBytes;
        this.table = tables.get();
    }

    /// Aggregates rows.
    ///
    /// @param input their schema
    public static EarlyPartials ofRows(AggregationSpec spec, Schema input, TaskMemory memory) {
        return ofRows(spec, input, memory, Spilling.LEAST_TABLE_BYTES);
    }

    static EarlyPartials ofRows(AggregationSpec spec, Schema input, TaskMemory memory, long leastBytes) {
        return new EarlyPartials(
                spec.partialSchema(input),
                input.size(),
                () -> new ChunkAggregator(spec, input, memory),
                memory,
                leastBytes);
    }

    /// Merges partial aggregates.
    ///
    /// @param input the schema that the aggregation was declared on
    public static EarlyPartials ofPartials(AggregationSpec spec, Schema input, TaskMemory memory) {
        return ofPartials(spec, input, memory, Spilling.LEAST_TABLE_BYTES);
    }

    static EarlyPartials ofPartials(AggregationSpec spec, Schema input, TaskMemory memory, long leastBytes) {
        return new EarlyPartials(
                spec.partialSchema(input),
                spec.keys().size(),
                () -> new MergeAggregator(spec, input, memory),
                memory,
                leastBytes);
    }

    /// Adds rows.
    public void add(Batch batch) {
        if (table.tryAdd(batch)) {
            hasRows |= batch.length() > 0;
            return;
        }
        for (Batch piece : RowPieces.of(batch, stateless, Spilling.ELEMENTS_MAX, Spilling.BLOCK_BYTES)) {
            addPiece(piece);
        }
    }

    private void addPiece(Batch piece) {
        boolean isAdded = table.tryAdd(piece);
        if (!isAdded && hasRows && table.usedBytes() >= leastBytes) {
            emit();
            isAdded = table.tryAdd(piece);
        }
        if (!isAdded) {
            table.add(piece);
        }
        hasRows = true;
    }

    private void emit() {
        Partition partial = table.partial();
        earlyGroups += table.groups();
        early.addAll(partial.batches());
        table.close();
        table = tables.get();
        hasRows = false;
        long bytes = partial.retainedBytes();
        memory.reserve(bytes);
        reserved += bytes;
    }

    /// Rows of the result.
    public long groups() {
        return earlyGroups + table.groups();
    }

    /// The partial aggregates. Only [#close] may follow.
    public Partition partial() {
        if (early.isEmpty()) {
            return table.partial();
        }
        List<Batch> all = new ArrayList<>(early);
        all.addAll(table.partial().batches());
        return new Partition(schema, all);
    }

    @Override
    public void close() {
        table.close();
        memory.release(reserved);
        reserved = 0;
    }
}
