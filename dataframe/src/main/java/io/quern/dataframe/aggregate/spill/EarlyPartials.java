package io.quern.dataframe.aggregate.spill;

import io.quern.core.task.Parts;
import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.aggregate.MergeAggregator;
import io.quern.dataframe.aggregate.PartialAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.function.Supplier;

/// Partial aggregates that stay in memory, made in as much of it as there is: where the table may not grow any more
/// its groups become part of the result as they are, and the next table begins. So a group may stand in several
/// rows of the result, for which there has to be memory.
///
/// @param <R> what the result is
public final class EarlyPartials<R> implements AutoCloseable {
    private final int stateless;
    private final Supplier<PartialAggregator> tables;
    private final PartialRows<R> rows;
    private final TaskMemory memory;
    private final long leastBytes;
    private PartialAggregator table;
    private boolean hasRows;
    private long earlyGroups;
    private long reserved;

    private EarlyPartials(
            int stateless,
            Supplier<PartialAggregator> tables,
            PartialRows<R> rows,
            TaskMemory memory,
            long leastBytes) {
        this.stateless = stateless;
        this.tables = tables;
        this.rows = rows;
        this.memory = memory;
        this.leastBytes = leastBytes;
        this.table = tables.get();
    }

    /// Aggregates rows.
    ///
    /// @param input their schema
    public static EarlyPartials<Partition> ofRows(AggregationSpec spec, Schema input, TaskMemory memory) {
        return ofRows(spec, input, memory, Spilling.LEAST_TABLE_BYTES);
    }

    static EarlyPartials<Partition> ofRows(AggregationSpec spec, Schema input, TaskMemory memory, long leastBytes) {
        return new EarlyPartials<>(
                input.size(),
                () -> new ChunkAggregator(spec, input, memory),
                new RowsTogether(spec.partialSchema(input)),
                memory,
                leastBytes);
    }

    /// Aggregates rows, and splits the partials by their keys for an exchange. A table is refused while there is still
    /// room for a copy of it.
    ///
    /// @param parts as many as there are tasks that read them
    /// @param checkCancelled called now and then while a table is split
    public static EarlyPartials<Parts> ofRowsInParts(
            AggregationSpec spec, Schema input, int parts, TaskMemory memory, Runnable checkCancelled) {
        return ofRowsInParts(spec, input, parts, memory, checkCancelled, Spilling.LEAST_TABLE_BYTES);
    }

    static EarlyPartials<Parts> ofRowsInParts(
            AggregationSpec spec,
            Schema input,
            int parts,
            TaskMemory memory,
            Runnable checkCancelled,
            long leastBytes) {
        return new EarlyPartials<>(
                input.size(),
                () -> ChunkAggregator.toBeCopied(spec, input, memory),
                new RowsInParts(
                        spec.partialSchema(input), new KeySplit(spec.keys().size(), parts, checkCancelled)),
                memory,
                leastBytes);
    }

    /// Merges partial aggregates.
    ///
    /// @param input the schema that the aggregation was declared on
    public static EarlyPartials<Partition> ofPartials(AggregationSpec spec, Schema input, TaskMemory memory) {
        return ofPartials(spec, input, memory, Spilling.LEAST_TABLE_BYTES);
    }

    static EarlyPartials<Partition> ofPartials(AggregationSpec spec, Schema input, TaskMemory memory, long leastBytes) {
        return new EarlyPartials<>(
                spec.keys().size(),
                () -> new MergeAggregator(spec, input, memory),
                new RowsTogether(spec.partialSchema(input)),
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
        rows.take(table);
        earlyGroups += table.groups();
        long bytes = rows.retainedBytes() - reserved;
        table.closeBut(bytes);
        reserved += bytes;
        table = tables.get();
        hasRows = false;
    }

    /// Rows of the result.
    public long groups() {
        return earlyGroups + table.groups();
    }

    /// The partial aggregates. Only [#close] may follow.
    public R partial() {
        rows.take(table);
        return rows.result();
    }

    @Override
    public void close() {
        table.close();
        memory.release(reserved);
        reserved = 0;
    }
}
