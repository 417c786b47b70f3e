package io.quern.dataframe.json;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Writes batches of one schema as JSON lines into a stream, which it neither closes nor flushes before [#finish()].
/// The stream need not be buffered. For one thread.
///
/// Strings are escaped once an entry of a dictionary, member names once a writer. The same rows give the same bytes,
/// whatever their encoding.
public final class JsonLinesWriter {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Schema schema;
    private final OutputStream out;
    private final byte[][] fragments;
    private final JsonFormats formats;
    private final JsonBuffer buffer;
    private long rows;

    /// @param memory counts the buffer and formatted entries
    public JsonLinesWriter(Schema schema, OutputStream out, Reservation memory) {
        this.schema = schema;
        this.out = out;
        this.formats = new JsonFormats(memory);
        this.buffer = new JsonBuffer(BUFFER_BYTES + BUFFER_BYTES / 4, memory);
        this.fragments = JsonFormats.fragments(schema.names());
        byte[] end = fragments[schema.size()];
        byte[] endOfLine = Arrays.copyOf(end, end.length + 1);
        endOfLine[end.length] = '\n';
        fragments[schema.size()] = endOfLine;
    }

    /// Writes a whole partition; gives the number of lines.
    public static long write(Partition partition, OutputStream out) throws IOException {
        JsonLinesWriter writer = new JsonLinesWriter(partition.schema(), out, Reservation.unbounded());
        for (Batch batch : partition.batches()) {
            writer.write(batch);
        }
        return writer.finish();
    }

    /// Writes one line a row.
    ///
    /// @throws io.quern.core.error.QuernException if a column holds Java objects, which JSON cannot
    public void write(Batch batch) throws IOException {
        if (!batch.schema().hasNamesOf(schema)) {
            throw new IllegalArgumentException(
                    "a batch of columns " + batch.schema().names() + " for a file of " + schema.names());
        }
        JsonCells[] columns = batch.columns().stream().map(formats::of).toArray(JsonCells[]::new);
        for (int row = 0; row < batch.length(); row++) {
            JsonFormats.writeObject(fragments, columns, row, buffer);
            if (buffer.length() >= BUFFER_BYTES) {
                buffer.drainTo(out);
            }
        }
        rows += batch.length();
        formats.nextBatch();
    }

    /// Hands the last bytes to the stream and flushes it; gives the number of lines written in all.
    public long finish() throws IOException {
        buffer.drainTo(out);
        out.flush();
        return rows;
    }
}
