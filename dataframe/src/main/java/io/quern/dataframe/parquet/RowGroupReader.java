package io.quern.dataframe.parquet;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.column.ChunkBytes;
import io.quern.dataframe.parquet.column.ColumnReader;
import io.quern.dataframe.parquet.column.FlatColumn;
import io.quern.dataframe.parquet.column.NestedColumn;
import io.quern.dataframe.parquet.footer.RowGroupMetadata;
import io.quern.dataframe.parquet.page.Decompressors;
import io.quern.dataframe.parquet.schema.Node;
import io.quern.dataframe.parquet.source.ByteSource;
import io.quern.dataframe.parquet.source.LocalByteSource;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// Reads columns of one row group as batches, in order.
///
/// Chunks are read when it is made; pages are inflated when their rows are asked for, so it holds the compressed
/// chunks
/// and
/// a page a column. A column whose pages are dictionary-encoded comes as [io.quern.dataframe.batch.DictionaryVector]
/// over
/// one dictionary, the same instance in every batch; where the encoding of a column changes, a batch ends.
///
/// ```java
/// ParquetFooter footer = ParquetFooter.read(path);
/// try (RowGroupReader reader = RowGroupReader.open(path, footer, 0, footer.schema())) {
///     while (reader.hasNext()) {
///         use(reader.next());
///     }
/// }
/// ```
///
/// Errors: [QuernException] that names the file, the row group, the column and the page, if they are corrupt or not
/// supported. One thread at a time.
public final class RowGroupReader implements Iterator<Batch>, AutoCloseable {
    private final String where;
    private final String file;
    private final Schema schema;
    private final List<ColumnReader> columns;
    private final Decompressors decompressors;
    private final int batchRowsMax;
    private long left;

    private RowGroupReader(
            ParquetFooter footer,
            int rowGroup,
            Schema schema,
            List<ColumnReader> columns,
            Decompressors decompressors,
            int batchRowsMax) {
        this.file = footer.name();
        this.where = where(rowGroup);
        this.schema = schema;
        this.columns = columns;
        this.decompressors = decompressors;
        this.batchRowsMax = batchRowsMax;
        this.left = footer.metadata().rowGroups().get(rowGroup).rows();
    }

    /// Opens a row group of a local file. The file is read and closed at once.
    ///
    /// @param wanted columns of batches, by name: of the file's type, of times in any unit; a column that the file
    /// does not have
    ///     becomes nulls
    public static RowGroupReader open(Path path, ParquetFooter footer, int rowGroup, Schema wanted) {
        try (LocalByteSource source = LocalByteSource.open(path)) {
            return open(source, footer, rowGroup, wanted, ReadOptions.DEFAULT);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(path.toString(), e);
        }
    }

    /// Opens a row group. The source is read at once, stays open and is not needed after.
    public static RowGroupReader open(
            ByteSource source, ParquetFooter footer, int rowGroup, Schema wanted, ReadOptions options) {
        RowGroupMetadata metadata = footer.metadata().rowGroups().get(rowGroup);
        Decompressors decompressors = new Decompressors();
        try {
            Map<Integer, ChunkBytes> chunks =
                    new ChunkReader(source, footer.dataEnd()).read(metadata, leaves(footer, wanted));
            List<ColumnReader> columns = new ArrayList<>();
            for (Field field : wanted.fields()) {
                columns.add(column(footer, field, chunks, decompressors, options));
            }
            int rows = BatchSize.rows(metadata, chunks.keySet(), options.batchRowsMax());
            return new RowGroupReader(footer, rowGroup, wanted, List.copyOf(columns), decompressors, rows);
        } catch (MalformedException e) {
            decompressors.close();
            throw ParquetErrors.corrupt(footer.name(), where(rowGroup), e);
        } catch (IOException e) {
            decompressors.close();
            throw ParquetErrors.unreadable(footer.name(), e);
        }
    }

    private static String where(int rowGroup) {
        return "row group " + rowGroup + ", ";
    }

    private static List<Node.Leaf> leaves(ParquetFooter footer, Schema wanted) {
        List<Node.Leaf> leaves = new ArrayList<>();
        for (Field field : wanted.fields()) {
            int index = footer.schema().indexOf(field.name());
            if (index >= 0) {
                checkType(footer, footer.schema().fields().get(index), field.type());
                footer.columns().get(index).forEachLeaf(leaves::add);
            }
        }
        return leaves;
    }

    private static void checkType(ParquetFooter footer, Field field, DataType wanted) {
        if (!ColumnMatch.isReadableAs(field.type(), wanted)) {
            throw QuernException.user(footer.name() + ": column '" + field.name() + "' is " + field.type()
                    + " and is to be read as " + wanted + "; the type of a column must be the same in all files");
        }
    }

    private static ColumnReader column(
            ParquetFooter footer,
            Field wanted,
            Map<Integer, ChunkBytes> chunks,
            Decompressors decompressors,
            ReadOptions options) {
        int index = footer.schema().indexOf(wanted.name());
        if (index < 0 || footer.columns().get(index).field().type().equals(DataType.NULL)) {
            return new AbsentColumn(wanted.type());
        }
        Node node = footer.columns().get(index);
        List<ChunkBytes> own = new ArrayList<>();
        node.forEachLeaf(leaf -> own.add(chunks.get(leaf.index())));
        boolean isVerified = options.isChecksumVerified();
        return node instanceof Node.Leaf
                ? new FlatColumn(own.getFirst(), wanted.type(), decompressors, isVerified)
                : new NestedColumn(node, wanted.type(), own, decompressors, isVerified);
    }

    /// Of the batches: the columns asked for.
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public Batch next() {
        if (left == 0) {
            throw new NoSuchElementException();
        }
        try {
            return read();
        } catch (MalformedException e) {
            throw ParquetErrors.corrupt(file, where, e);
        }
    }

    private Batch read() {
        int rows = (int) Math.min(left, batchRowsMax);
        for (int i = 0; i < columns.size(); i++) {
            rows = columns.get(i).ready(rows);
            if (rows == 0) {
                throw new MalformedException(
                        "column '" + schema.names().get(i) + "', it ends " + left + " rows before its row group does");
            }
        }
        List<Vector> vectors = new ArrayList<>(columns.size());
        for (ColumnReader column : columns) {
            vectors.add(column.read(rows));
        }
        left -= rows;
        if (left == 0) {
            checkEnds();
        }
        return new Batch(schema, rows, vectors);
    }

    private void checkEnds() {
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).isAtEnd()) {
                throw new MalformedException(
                        "column '" + schema.names().get(i) + "', it has more rows than its row group");
            }
        }
    }

    @Override
    public void close() {
        decompressors.close();
    }

    /// A column that the file does not have.
    private record AbsentColumn(DataType type) implements ColumnReader {
        @Override
        public int ready(int rowsMax) {
            return rowsMax;
        }

        @Override
        public Vector read(int rows) {
            return new NullVector(type, rows);
        }

        @Override
        public boolean isAtEnd() {
            return true;
        }
    }
}
