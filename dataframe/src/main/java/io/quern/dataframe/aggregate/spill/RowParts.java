package io.quern.dataframe.aggregate.spill;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.Vector;
import java.util.Arrays;

/// Row numbers by part, in order within each.
///
/// @param starts where each part begins in `sorted`, and the end
record RowParts(int[] sorted, int[] starts) {
    /// @param partOfRow below `parts`
    static RowParts of(int[] partOfRow, int parts) {
        int[] starts = new int[parts + 1];
        for (int part : partOfRow) {
            starts[part + 1]++;
        }
        for (int part = 0; part < parts; part++) {
            starts[part + 1] += starts[part];
        }
        int[] ends = Arrays.copyOf(starts, parts);
        int[] sorted = new int[partOfRow.length];
        for (int row = 0; row < partOfRow.length; row++) {
            sorted[ends[partOfRow[row]]++] = row;
        }
        return new RowParts(sorted, starts);
    }

    int size() {
        return starts.length - 1;
    }

    int rows(int part) {
        return starts[part + 1] - starts[part];
    }

    Batch of(Batch batch, int part) {
        return Gather.rows(batch, numbers(part), rows(part));
    }

    Vector of(Vector vector, int part) {
        return Gather.rows(vector, numbers(part), rows(part));
    }

    int[] numbers(int part) {
        return Arrays.copyOfRange(sorted, starts[part], starts[part + 1]);
    }
}
