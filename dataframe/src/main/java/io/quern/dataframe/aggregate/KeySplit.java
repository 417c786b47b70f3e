package io.quern.dataframe.aggregate;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.OwnValues;
import io.quern.dataframe.batch.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/// Splits rows by a hash of their keys, which stand in the first columns, so that equal keys come into the same
/// part, whoever splits them. For one thread.
///
/// A part has its own copy of values of which it uses but some: parts go to different tasks, and one that stays would
/// keep all values in memory.
public final class KeySplit {
    private final int parts;
    private final KeyHashes keys;
    private final List<List<Batch>> batches = new ArrayList<>();

    /// @param keyCount columns that are keys; without any all rows are of part 0
    public KeySplit(int keyCount, int parts) {
        this.parts = parts;
        this.keys = new KeyHashes(keyCount);
        for (int part = 0; part < parts; part++) {
            batches.add(new ArrayList<>());
        }
    }

    /// Splits a batch.
    ///
    /// @param beforeCopy told how many bytes are going to be taken, now and then
    /// @return the rows of each part that has any, which are now the last batch of that part
    public List<Batch> add(Batch batch, LongConsumer beforeCopy) {
        int[] partOfRow = partOfRow(batch);
        int[] rows = new int[batch.length()];
        Arrays.setAll(rows, row -> row);
        int[] sorted = IntSort.byKey(rows, partOfRow, parts);
        beforeCopy.accept(rowBytes(batch));
        List<Batch> added = new ArrayList<>();
        int from = 0;
        while (from < sorted.length) {
            int part = partOfRow[sorted[from]];
            int to = from + 1;
            while (to < sorted.length && partOfRow[sorted[to]] == part) {
                to++;
            }
            Batch picked = Gather.rows(batch, Arrays.copyOfRange(sorted, from, to), to - from);
            Batch own = OwnValues.of(picked, beforeCopy);
            batches.get(part).add(own);
            added.add(own);
            from = to;
        }
        return added;
    }

    private int[] partOfRow(Batch batch) {
        long[] hashes = keys.of(batch);
        int[] partOfRow = new int[hashes.length];
        for (int row = 0; row < hashes.length; row++) {
            partOfRow[row] = KeyHashes.part(hashes[row], 0, parts);
        }
        return partOfRow;
    }

    /// What its rows take, but for dictionaries.
    private static long rowBytes(Batch batch) {
        long bytes = 0;
        for (Vector column : batch.columns()) {
            bytes += column instanceof DictionaryVector codes ? codes.length() * 4L : column.retainedBytes();
        }
        return bytes;
    }

    /// What was added, by part.
    public List<List<Batch>> parts() {
        return batches;
    }
}
