package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.aggregate.KeyHashes;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.OwnValues;
import io.quern.dataframe.batch.RetainedBytes;
import io.quern.dataframe.batch.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Splits rows by a hash of their keys, which stand in the first columns, so that equal keys come into the same
/// part, whoever splits them. For one thread.
///
/// A part has its own copy of values of which it uses but some: parts go to different tasks, and one that stays would
/// keep all values in memory.
final class KeySplit {
    /// The hash of a row, its part, and its number, twice.
    private static final long WORK_BYTES_A_ROW = 20;

    private final int parts;
    private final KeyHashes keys;
    private final Runnable checkCancelled;
    private final List<List<Batch>> batches = new ArrayList<>();

    /// @param keyCount columns that are keys; without any all rows are of part 0
    /// @param checkCancelled called before each part is made
    KeySplit(int keyCount, int parts, Runnable checkCancelled) {
        this.parts = parts;
        this.keys = new KeyHashes(keyCount);
        this.checkCancelled = checkCancelled;
        for (int part = 0; part < parts; part++) {
            batches.add(new ArrayList<>());
        }
    }

    /// Splits a batch.
    ///
    /// @param beforeCopy told before something is allocated how many bytes more that takes; may throw
    /// @return the batches that parts have now besides
    List<Batch> add(Batch batch, LongConsumer beforeCopy) {
        beforeCopy.accept(WORK_BYTES_A_ROW * batch.length() + RetainedBytes.withoutDictionaries(batch));
        RowParts rows = RowParts.of(partOfRow(batch), parts);
        List<Batch> added = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            if (rows.rows(part) > 0) {
                checkCancelled.run();
                List<Batch> pieces = Slice.pieces(OwnValues.of(rows.of(batch, part), beforeCopy));
                batches.get(part).addAll(pieces);
                added.addAll(pieces);
            }
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

    /// What was added, by part.
    List<List<Batch>> parts() {
        return batches.stream().map(List::copyOf).toList();
    }
}
