package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.AggregationSpec;
import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the distinct values of one aggregate, of however few groups: in a table as long as there is room, then
/// split by a hash of the values. A value is in one partition only, so that the counts of a group's partitions
/// add up.
final class ValuePartitions implements AutoCloseable {
    private static final int LEVELS_MAX = 8;
    /// Values are not split by what keys are split by.
    private static final int LEVEL_FIRST = 100;

    private final AggregationSpec spec;
    private final Schema input;
    private final Schema schema;
    private final Spilling spilling;
    private final int level;
    private final BoundedTable table;
    private @Nullable SpilledBatches partitions;

    /// @param spec keys and the one aggregate
    /// @param level how often what it gets has been split
    ValuePartitions(AggregationSpec spec, Schema input, Spilling spilling, int level) {
        this.spec = spec;
        this.input = input;
        this.schema = spec.partialSchema(input);
        this.spilling = spilling;
        this.level = level;
        this.table = new BoundedTable(spec, input, spilling);
    }

    Schema schema() {
        return schema;
    }

    /// Adds lists of values.
    void add(Batch batch) {
        if (partitions != null) {
            split(batch, partitions);
            return;
        }
        for (Batch left : table.add(batch)) {
            if (partitions == null) {
                spill();
            }
            if (partitions == null) {
                table.add(left);
            } else {
                split(left, partitions);
            }
        }
    }

    private void spill() {
        if (level == LEVELS_MAX) {
            table.force();
            return;
        }
        SpilledBatches target = new SpilledBatches(
                schema, spilling.partitions(), spilling.partitions(), spilling, "distinct values of a group");
        partitions = target;
        table.handOn(batch -> split(batch, target));
    }

    private void split(Batch batch, SpilledBatches target) {
        for (Batch piece : spilling.pieces(batch, spec.keys().size())) {
            splitPiece(piece, target);
        }
    }

    private void splitPiece(Batch batch, SpilledBatches target) {
        ListVector lists = (ListVector) Flatten.top(batch.columns().getLast());
        int first = lists.offsets()[0];
        int count = lists.offsets()[lists.length()] - first;
        Vector elements = Flatten.vector(Slice.rows(lists.elements(), first, count));
        long[] hashes = KeyHashes.of(elements);
        int[] partOfElement = new int[count];
        for (int i = 0; i < count; i++) {
            partOfElement[i] = KeyHashes.part(hashes[i], LEVEL_FIRST + level, spilling.partitions());
        }
        RowParts parts = RowParts.of(partOfElement, spilling.partitions());
        int[] rowOfElement = rowOfElement(lists, count);
        for (int part = 0; part < parts.size(); part++) {
            if (parts.rows(part) > 0) {
                target.add(part, listed(batch, lists.type(), parts.numbers(part), rowOfElement, elements));
            }
        }
    }

    private static int[] rowOfElement(ListVector lists, int count) {
        int[] rows = new int[count];
        for (int row = 0; row < lists.length(); row++) {
            for (int i = lists.offsets()[row]; i < lists.offsets()[row + 1]; i++) {
                rows[i - lists.offsets()[0]] = row;
            }
        }
        return rows;
    }

    /// Lists of some elements only, of the rows that have any of them.
    private Batch listed(Batch batch, DataType type, int[] some, int[] rowOfElement, Vector elements) {
        int[] rows = new int[some.length];
        int[] offsets = new int[some.length + 1];
        int length = 0;
        for (int i = 0; i < some.length; i++) {
            int row = rowOfElement[some[i]];
            if (length == 0 || rows[length - 1] != row) {
                rows[length++] = row;
            }
            offsets[length] = i + 1;
        }
        List<Vector> columns = new ArrayList<>();
        for (Vector key : batch.columns().subList(0, spec.keys().size())) {
            columns.add(Gather.rows(key, rows, length));
        }
        columns.add(new ListVector(type, length, Validity.ALL, offsets, Gather.rows(elements, some, some.length)));
        return new Batch(schema, length, columns);
    }

    /// Hands the distinct values over as lists: a group in any number of rows, none of which has a value of
    /// another. Only [#close] may follow.
    void distinct(Consumer<Batch> sink) {
        SpilledBatches split = partitions;
        if (split == null) {
            sink.accept(table.content().whole());
            return;
        }
        split.flush();
        for (int partition : split.used()) {
            try (ValuePartitions child = new ValuePartitions(spec, input, spilling, level + 1)) {
                for (int block = 0; block < split.blocks(partition); block++) {
                    split.read(partition, block).batches().forEach(child::add);
                }
                child.distinct(sink);
            }
        }
    }

    @Override
    public void close() {
        table.close();
        SpilledBatches split = partitions;
        if (split != null) {
            split.close();
        }
    }
}
