package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Splits rows by a hash of their keys, which stand in the first columns, so that equal keys come into the same
/// part, whoever splits them. For one thread.
///
/// Over a dictionary a value is hashed once.
public final class KeySplit {
    private static final long KEY_FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private final Schema schema;
    private final int parts;
    private final List<ColumnIds> keys = new ArrayList<>();
    private final List<List<Batch>> batches = new ArrayList<>();

    /// @param keyCount columns that are keys; without any all rows are of part 0
    public KeySplit(Schema schema, int keyCount, int parts) {
        this.schema = schema;
        this.parts = parts;
        for (int key = 0; key < keyCount; key++) {
            keys.add(new ColumnIds(schema.fields().get(key).type(), true));
        }
        for (int part = 0; part < parts; part++) {
            batches.add(new ArrayList<>());
        }
    }

    /// Splits a batch of the schema.
    public void add(Batch batch) {
        int[] partOfRow = partOfRow(batch);
        int[] rows = new int[batch.length()];
        Arrays.setAll(rows, row -> row);
        int[] sorted = IntSort.byKey(rows, partOfRow, parts);
        int from = 0;
        while (from < sorted.length) {
            int part = partOfRow[sorted[from]];
            int to = from + 1;
            while (to < sorted.length && partOfRow[sorted[to]] == part) {
                to++;
            }
            batches.get(part).add(Gather.rows(batch, Arrays.copyOfRange(sorted, from, to), to - from));
            from = to;
        }
    }

    private int[] partOfRow(Batch batch) {
        long[] hashes = new long[batch.length()];
        for (int key = 0; key < keys.size(); key++) {
            ColumnIds ids = keys.get(key);
            Vector column = batch.columns().get(key);
            int[] idOfRow = ids.of(column);
            for (int row = 0; row < hashes.length; row++) {
                hashes[row] = hashes[row] * KEY_FACTOR + ids.interner().hash(idOfRow[row]);
            }
        }
        int[] partOfRow = new int[hashes.length];
        for (int row = 0; row < hashes.length; row++) {
            partOfRow[row] = (int) Math.unsignedMultiplyHigh(ByteHash.of(hashes[row]), parts);
        }
        return partOfRow;
    }

    /// What was added, by part.
    public List<Partition> parts() {
        return batches.stream().map(part -> new Partition(schema, part)).toList();
    }
}
