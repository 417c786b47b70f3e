package io.quern.dataframe.parquet;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
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
import io.quern.dataframe.parquet.page.PageReading;
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
/// Chunks are read when it is made; pages are inflated when their rows are asked for, so it holds the
/// compressed chunks and a page a column. A column whose pages are dictionary-encoded comes as
/// [io.quern.dataframe.batch.DictionaryVector] over one dictionary, the same instance in every batch; where the
/// encoding of a column changes, a batch ends.
///
/// ```java
/// ParquetFooter footer = ParquetFooter.read(path);
/// try (RowGroupReader reader = RowGroupReader.open(path, footer, 0, footer.schema(), memory)) {
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
    private final PageReading reading;
    private final int batchRowsMax;
    private final long usedBefore;
    private long left;
    private boolean isClosed;

    private RowGroupReader(
            ParquetFooter footer,
            int rowGroup,
            Schema schema,
            List<ColumnReader> columns,
            PageReading reading,
            int batchRowsMax,
            long usedBefore) {
        this.file = footer.name();
        this.where = where(rowGroup);
        this.schema = schema;
        this.columns = columns;
        this.reading = reading;
        this.usedBefore = usedBefore;
        this.batchRowsMax = batchRowsMax;
        this.left = footer.metadata().rowGroups().get(rowGroup).rows();
    }

    /// Opens a row group of a local file. The file is read and closed at once.
    ///
    /// @param wanted columns of batches, by name: of the file's type, of times in any unit; a column that the file
    ///     does not have becomes nulls
    /// @param memory counts what the reader takes until it is closed, before it takes it; the last batch counts
    public static RowGroupReader open(
            Path path, ParquetFooter footer, int rowGroup, Schema wanted, Reservation memory) {
        try (LocalByteSource source = LocalByteSource.open(path)) {
            return open(source, footer, rowGroup, wanted, ReadOptions.DEFAULT, memory);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(path.toString(), e);
        }
    }

    /// Opens a row group. The source is read at once, stays open and is not needed after.
    public static RowGroupReader open(
            ByteSource source,
            ParquetFooter footer,
            int rowGroup,
            Schema wanted,
            ReadOptions options,
            Reservation memory) {
        RowGroupMetadata metadata = footer.metadata().rowGroups().get(rowGroup);
        Decompressors decompressors = new Decompressors();
        long usedBefore = memory.usedBytes();
        boolean isOpen = false;
        try {
            List<Node.Leaf> leaves = footer.leaves(wanted);
            PageReading reading = new PageReading(decompressors, options.isChecksumVerified(), memory);
            Map<Integer, ChunkBytes> chunks = new ChunkReader(metadata, leaves, footer.dataEnd()).read(source, memory);
            int rows = BatchSize.rows(metadata, chunks.keySet(), options.batchRowsMax());
            memory.grow(BatchSize.fixedBytes(leaves, Math.min(rows, metadata.rows())));
            List<ColumnReader> columns = new ArrayList<>();
            for (Field field : wanted.fields()) {
                columns.add(column(footer, field, chunks, reading));
            }
            isOpen = true;
            return new RowGroupReader(footer, rowGroup, wanted, List.copyOf(columns), reading, rows, usedBefore);
        } catch (MalformedException e) {
            throw ParquetErrors.corrupt(footer.name(), where(rowGroup), e);
        } catch (IOException e) {
            throw ParquetErrors.unreadable(footer.name(), e);
        } catch (QuernException e) {
            throw ParquetErrors.located(footer.name(), where(rowGroup), e);
        } finally {
            if (!isOpen) {
                decompressors.close();
                memory.shrink(memory.usedBytes() - usedBefore);
            }
        }
    }

    /// Waits until there is memory for the largest of some row groups ([Reservation#admit]), as far as the
    /// footer tells what a reader will take.
    ///
    /// @param to after the last one
    public static void admit(ParquetFooter footer, int from, int to, Schema wanted, Reservation memory) {
        int largest = from;
        long bytes = 0;
        for (int group = from; group < to; group++) {
            long groupBytes = bytesWanted(footer, group, wanted);
            largest = groupBytes > bytes ? group : largest;
            bytes = Math.max(groupBytes, bytes);
        }
        try {
            memory.admit(memory.usedBytes() + bytes);
        } catch (QuernException e) {
            throw ParquetErrors.located(footer.name(), where(largest), e);
        }
    }

    private static long bytesWanted(ParquetFooter footer, int rowGroup, Schema wanted) {
        RowGroupMetadata metadata = footer.metadata().rowGroups().get(rowGroup);
        try {
            List<Node.Leaf> leaves = footer.leaves(wanted);
            return new ChunkReader(metadata, leaves, footer.dataEnd()).bytes()
                    + BatchSize.decodedBytes(metadata, leaves, ReadOptions.DEFAULT.batchRowsMax());
        } catch (MalformedException e) {
            throw ParquetErrors.corrupt(footer.name(), where(rowGroup), e);
        }
    }

    private static String where(int rowGroup) {
        return "row group " + rowGroup + ", ";
    }

    private static ColumnReader column(
            ParquetFooter footer, Field wanted, Map<Integer, ChunkBytes> chunks, PageReading reading) {
        int index = footer.schema().indexOf(wanted.name());
        if (index < 0 || footer.columns().get(index).field().type().equals(DataType.NULL)) {
            return new AbsentColumn(wanted.type());
        }
        Node node = footer.columns().get(index);
        List<ChunkBytes> own = new ArrayList<>();
        node.forEachLeaf(leaf -> own.add(chunks.get(leaf.index())));
        return node instanceof Node.Leaf
                ? new FlatColumn(own.getFirst(), wanted.type(), reading)
                : new NestedColumn(node, wanted.type(), own, reading);
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
        } catch (QuernException e) {
            throw ParquetErrors.located(file, where, e);
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
        if (!isClosed) {
            isClosed = true;
            reading.decompressors().close();
            reading.memory().shrink(reading.memory().usedBytes() - usedBefore);
        }
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
