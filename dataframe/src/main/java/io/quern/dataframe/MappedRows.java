package io.quern.dataframe;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that code of the user's makes of those of one batch, with values of any size: a batch of them ends, and is
/// handed on, once its arrays have [#BATCH_BYTES].
///
/// What the arrays take is reserved before they grow: each that may grow counts as itself and as the one, half as
/// long again, that would take its place. One value that is larger than that is in memory already, as an object of
/// the user's.
final class MappedRows {
    static final long BATCH_BYTES = 4L << 20;

    /// What arrays take at most before there is a value in them.
    private static final long FIRST_BYTES = BATCH_BYTES / 2;

    private final Schema schema;
    private final Reservation memory;
    private final BatchSink sink;
    private final List<CellWriter> writers = new ArrayList<>();

    /// Of the rows that are wanted, those that are still to come; a hint.
    private int expectedRows;

    private int rows;
    private long reservedBytes;
    private long arrayBytes;

    /// @param expectedRows a hint
    MappedRows(Schema schema, int expectedRows, Reservation memory, BatchSink sink) {
        this.schema = schema;
        this.expectedRows = expectedRows;
        this.memory = memory;
        this.sink = sink;
        begin(expectedRows);
    }

    /// Few rows at first where a row is wide: arrays that nothing has filled yet must not end a batch.
    private void begin(int wanted) {
        makeWriters(1);
        long firstRowBytes = Math.max(1, writtenBytes());
        reserveGrowth(firstRowBytes);
        long capacity = Math.min(wanted, FIRST_BYTES / firstRowBytes);
        if (capacity > 1) {
            reserveGrowth(firstRowBytes * capacity);
            makeWriters((int) capacity);
        }
    }

    private void makeWriters(int capacity) {
        writers.clear();
        for (Field field : schema.fields()) {
            writers.add(CellWriter.of(field, capacity));
        }
    }

    /// Appends a value of the row.
    void append(int column, @Nullable Object value) {
        writers.get(column).append(value);
    }

    /// @throws io.quern.core.error.QuernException RESOURCES where there is no memory for further rows
    void endRow() throws Exception {
        rows++;
        reserveGrowth(writtenBytes());
        if (arrayBytes >= BATCH_BYTES) {
            int taken = rows;
            handOn();
            expectedRows = Math.max(0, expectedRows - taken);
            begin(Math.min(taken, expectedRows));
        }
    }

    /// Whether no further rows are wanted.
    boolean isFull() {
        return sink.isFull();
    }

    private long writtenBytes() {
        long bytes = 0;
        for (CellWriter writer : writers) {
            bytes += writer.arrayBytes();
        }
        return bytes;
    }

    private void reserveGrowth(long bytes) {
        if (bytes > arrayBytes) {
            reserve(withGrowth(bytes) - withGrowth(arrayBytes));
            arrayBytes = bytes;
        }
    }

    private static long withGrowth(long bytes) {
        return 2 * bytes + bytes / 2;
    }

    private void reserve(long bytes) {
        memory.grow(bytes);
        reservedBytes += bytes;
    }

    /// Hands on what there is; no rows are none. Nothing may be appended any more.
    void finish() throws Exception {
        if (rows > 0) {
            handOn();
        }
    }

    private void handOn() throws Exception {
        List<Vector> columns = writers.stream().map(CellWriter::build).toList();
        Batch batch = new Batch(schema, rows, columns);
        writers.clear();
        letGo(reservedBytes - batch.retainedBytes());
        sink.accept(batch);
        letGo(reservedBytes);
        arrayBytes = 0;
        rows = 0;
    }

    private void letGo(long bytes) {
        if (bytes > 0) {
            memory.shrink(bytes);
            reservedBytes -= bytes;
        }
    }
}
