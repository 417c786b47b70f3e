package io.quern.dataframe.aggregate.spill;

import io.quern.core.task.TaskMemory;
import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.ChunkAggregator;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// The partial aggregates of one partition of rows, in as much memory as it gets: where the table may not grow
/// any more its groups become part of the result as they are, and the next table begins. So a group may stand in
/// several rows of the result, which takes no more memory than its rows did.
public final class EarlyPartials implements AutoCloseable {
    /// A smaller table is not worth its own rows and dictionaries: there has to be memory for it.
    private static final long LEAST_BYTES = 1 << 20;

    private final AggregationSpec spec;
    private final Schema input;
    private final TaskMemory memory;
    private final long leastBytes;
    private final List<Batch> early = new ArrayList<>();
    private ChunkAggregator table;
    private boolean hasRows;
    private long earlyGroups;
    private long reserved;

    /// @param input schema of the rows
    public EarlyPartials(AggregationSpec spec, Schema input, TaskMemory memory) {
        this(spec, input, memory, LEAST_BYTES);
    }

    EarlyPartials(AggregationSpec spec, Schema input, TaskMemory memory, long leastBytes) {
        this.spec = spec;
        this.input = input;
        this.memory = memory;
        this.leastBytes = leastBytes;
        this.table = new ChunkAggregator(spec, input, memory);
    }

    /// Adds rows of the input.
    public void add(Batch batch) {
        if (table.tryAdd(batch)) {
            hasRows |= batch.length() > 0;
        } else if (!hasRows && batch.length() > 1) {
            restart();
            int half = batch.length() / 2;
            add(Slice.rows(batch, 0, half));
            add(Slice.rows(batch, half, batch.length() - half));
        } else if (!hasRows || table.usedBytes() < leastBytes) {
            table.add(batch);
            hasRows = true;
        } else {
            emit();
            add(batch);
        }
    }

    private void restart() {
        table.close();
        table = new ChunkAggregator(spec, input, memory);
        hasRows = false;
    }

    private void emit() {
        Partition partial = table.partial();
        earlyGroups += table.groups();
        early.addAll(partial.batches());
        restart();
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
        return new Partition(spec.partialSchema(input), all);
    }

    @Override
    public void close() {
        table.close();
        memory.release(reserved);
        reserved = 0;
    }
}
