package io.quern.dataframe.parquet;

import io.quern.dataframe.parquet.footer.ChunkMetadata;
import io.quern.dataframe.parquet.footer.RowGroupMetadata;
import io.quern.dataframe.parquet.schema.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A horizontal part of a file, the smallest that is read at once. An immutable value.
public final class RowGroup {
    private final int index;
    private final RowGroupMetadata metadata;
    private final List<Node> columns;
    private final boolean hasColumnOrders;

    RowGroup(int index, RowGroupMetadata metadata, List<Node> columns, boolean hasColumnOrders) {
        this.index = index;
        this.metadata = metadata;
        this.columns = columns;
        this.hasColumnOrders = hasColumnOrders;
    }

    /// In the file, from 0.
    public int index() {
        return index;
    }

    public long rows() {
        return metadata.rows();
    }

    /// Bytes in the file of all columns.
    public long compressedBytes() {
        return metadata.chunks().stream()
                .mapToLong(ChunkMetadata::compressedBytes)
                .sum();
    }

    /// Bytes in the file of these columns; those it does not have count nothing.
    public long compressedBytes(Collection<String> names) {
        return chunks(names).mapToLong(ChunkMetadata::compressedBytes).sum();
    }

    /// Bytes of the pages of these columns when they are inflated, still encoded.
    public long uncompressedBytes(Collection<String> names) {
        return chunks(names).mapToLong(ChunkMetadata::uncompressedBytes).sum();
    }

    /// What the file says about the values of a column in this row group; empty if it has no such column, or a nested
    /// one.
    public Optional<ColumnStatistics> statistics(String column) {
        return leaf(column).map(leaf -> ColumnStatistics.of(leaf, chunk(leaf), hasColumnOrders));
    }

    /// Whether the footer proves that every value of the column is an entry of its dictionary page.
    public boolean isAllDictionary(String column) {
        return leaf(column).map(leaf -> chunk(leaf).isAllDictionary()).orElse(false);
    }

    private ChunkMetadata chunk(Node.Leaf leaf) {
        return metadata.chunks().get(leaf.index());
    }

    private Optional<Node.Leaf> leaf(String column) {
        for (Node node : columns) {
            if (node.field().name().equals(column)
                    && node instanceof Node.Leaf leaf
                    && leaf.index() < metadata.chunks().size()) {
                return Optional.of(leaf);
            }
        }
        return Optional.empty();
    }

    private Stream<ChunkMetadata> chunks(Collection<String> names) {
        List<ChunkMetadata> chunks = new ArrayList<>();
        for (Node node : columns) {
            if (names.contains(node.field().name())) {
                node.forEachLeaf(leaf -> {
                    if (leaf.index() < metadata.chunks().size()) {
                        chunks.add(metadata.chunks().get(leaf.index()));
                    }
                });
            }
        }
        return chunks.stream();
    }
}
