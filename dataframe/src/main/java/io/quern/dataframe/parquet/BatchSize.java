package io.quern.dataframe.parquet;

import io.quern.dataframe.parquet.decode.Values;
import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.footer.PhysicalType;
import io.quern.dataframe.parquet.footer.RowGroupMetadata;
import io.quern.dataframe.parquet.schema.Node;
import java.util.Collection;
import java.util.List;

/// How many rows a batch has, so that one of long texts does not become too large.
final class BatchSize {
    private static final long BATCH_BYTES = 64 << 20;
    private static final int ROWS_MIN = 64;

    /// Of a page or a dictionary, inflated.
    private static final long PAGE_BYTES = 2 << 20;

    /// Of one chunk, as far as it is believed.
    private static final long TEXT_BYTES_MAX = 1L << 34;

    /// As it is decoded, into an array that grows by halves, and as the vector has it.
    private static final long TEXT_COPIES = 3;

    private BatchSize() {}

    /// What the values of a batch take that are outside of lists, texts apart: as they are decoded, and as
    /// vectors have them.
    static long fixedBytes(List<Node.Leaf> leaves, long rows) {
        long bytes = 0;
        for (Node.Leaf leaf : leaves) {
            if (leaf.repetition() == 0) {
                bytes += rows * (2L * Values.widthBytes(leaf.physicalType(), leaf.widthBytes()) + Long.BYTES);
            }
        }
        return bytes;
    }

    /// About what pages, dictionaries and a batch take. Not more than a reader takes of a row group of usual
    /// pages, whatever the footer says.
    static long decodedBytes(RowGroupMetadata rowGroup, List<Node.Leaf> leaves, int rowsMax) {
        List<Integer> indexes = leaves.stream().map(Node.Leaf::index).toList();
        long rows = Math.min(rowGroup.rows(), rows(rowGroup, indexes, rowsMax));
        long pages = 0;
        long batch = fixedBytes(leaves, rows);
        for (Node.Leaf leaf : leaves) {
            ChunkMetadata chunk = rowGroup.chunks().get(leaf.index());
            pages += Math.clamp(chunk.uncompressedBytes(), 0, PAGE_BYTES);
            if (leaf.physicalType() == PhysicalType.BYTE_ARRAY && !chunk.isAllDictionary()) {
                long text = Math.clamp(chunk.uncompressedBytes(), 0, TEXT_BYTES_MAX);
                batch += TEXT_COPIES * text * rows / Math.max(1, rowGroup.rows());
            }
        }
        return pages + Math.min(BATCH_BYTES, batch);
    }

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
