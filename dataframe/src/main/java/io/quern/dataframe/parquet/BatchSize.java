package io.quern.dataframe.parquet;

import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.footer.RowGroupMetadata;
import java.util.Collection;

/// How many rows a batch has, so that one of long texts does not become too large.
final class BatchSize {
    private static final long BATCH_BYTES = 64 << 20;
    private static final int ROWS_MIN = 64;

    private BatchSize() {}

    /// @param leaves indexes of the columns that are read
    static int rows(RowGroupMetadata rowGroup, Collection<Integer> leaves, int rowsMax) {
        long bytes = 0;
        for (int leaf : leaves) {
            ChunkMetadata chunk = rowGroup.chunks().get(leaf);
            bytes += chunk.isAllDictionary() ? chunk.values() * Integer.BYTES : Math.max(0, chunk.uncompressedBytes());
        }
        long bytesARow = Math.max(1, bytes / Math.max(1, rowGroup.rows()));
        return (int) Math.min(rowsMax, Math.max(Math.min(ROWS_MIN, rowsMax), BATCH_BYTES / bytesARow));
    }
}
