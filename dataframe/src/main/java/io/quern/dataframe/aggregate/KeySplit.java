package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.OwnValues;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/// Splits rows by a hash of their keys, which stand in the first columns, so that equal keys come into the same
/// part, whoever splits them. For one thread.
public final class KeySplit {
    private final Schema schema;
    private final int parts;
    private final KeyHashes keys;
    private final List<List<Batch>> batches = new ArrayList<>();

    /// @param keyCount columns that are keys; without any all rows are of part 0
    public KeySplit(Schema schema, int keyCount, int parts) {
        this.schema = schema;
        this.parts = parts;
        this.keys = new KeyHashes(keyCount);
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
        long[] hashes = keys.of(batch);
        int[] partOfRow = new int[hashes.length];
        for (int row = 0; row < hashes.length; row++) {
            partOfRow[row] = KeyHashes.part(hashes[row], 0, parts);
        }
        return partOfRow;
    }

    /// What was added, by part. A part has its own copy of values of which it uses but some: parts go to different
    /// tasks, and one that stays would keep all values in memory.
    ///
    /// @param beforeCopy told of each part how many bytes its copies are going to take
    public List<Partition> parts(LongConsumer beforeCopy) {
        return batches.stream()
                .map(part -> new Partition(schema, OwnValues.of(part, beforeCopy)))
                .toList();
    }
}
