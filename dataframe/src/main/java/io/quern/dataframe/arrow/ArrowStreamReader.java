package io.quern.dataframe.arrow;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Concat;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads an Arrow IPC stream as a partition, up to and with its end mark and no further. Dictionaries may be replaced
/// and extended on the way. Text is not checked for being UTF-8.
public final class ArrowStreamReader {
    private static final int METADATA_BYTES_MAX = 1 << 26;
    private static final int CONTINUATION = -1;

    private final AnnouncedBytes in;
    private final ObjectCells objects;
    private final Map<Long, Vector> dictionaries = new HashMap<>();
    private final Map<Long, ColumnLayout> dictionaryLayouts = new HashMap<>();
    private final List<Batch> batches = new ArrayList<>();

    private ArrowStreamReader(InputStream in, ObjectCells objects) {
        this.in = new AnnouncedBytes(in);
        this.objects = objects;
    }

    /// @throws IOException if the bytes are cut short, damaged, or hold what Quern does not read; says which
    public static Partition read(InputStream in) throws IOException {
        return read(in, ObjectCells.REFUSED);
    }

    static Partition read(InputStream in, ObjectCells objects) throws IOException {
        return new ArrowStreamReader(in, objects).read();
    }

    /// One message without its body.
    private record Header(int kind, FlatTable table, long bodyBytes) {}

    private Partition read() throws IOException {
        Header first = header();
        if (first == null || first.kind() != ArrowStreamWriter.SCHEMA) {
            throw new DamagedStreamException("it does not begin with a schema");
        }
        List<ColumnLayout> columns = SchemaMessage.read(first.table());
        for (ColumnLayout column : columns) {
            collectDictionaries(column);
        }
        Schema schema = schema(columns);
        for (Header next = header(); next != null; next = header()) {
            byte[] body = in.read(next.bodyBytes(), Integer.MAX_VALUE - 8, "body");
            switch (next.kind()) {
                case ArrowStreamWriter.DICTIONARY_BATCH -> dictionary(next.table(), body);
                case ArrowStreamWriter.RECORD_BATCH -> batches.add(batch(schema, columns, next.table(), body));
                default -> throw new DamagedStreamException("it has a message of kind " + next.kind());
            }
        }
        return new Partition(schema, batches);
    }

    private static Schema schema(List<ColumnLayout> columns) throws IOException {
        try {
            return new Schema(columns.stream().map(ColumnLayout::field).toList());
        } catch (QuernException e) {
            throw new DamagedStreamException("two of its columns have one name: " + e.getMessage());
        }
    }

    /// The next message, or null at the end mark.
    private @Nullable Header header() throws IOException {
        if (in.readInt("message") != CONTINUATION) {
            throw new DamagedStreamException("a message does not begin with FFFFFFFF");
        }
        int size = in.readInt("message");
        byte[] metadata = in.read(size, METADATA_BYTES_MAX, "message");
        if (size == 0) {
            return null;
        }
        FlatTable message = FlatTable.root(metadata);
        return new Header(message.byteAt(1, 0), message.table(2, "header"), message.longAt(3, 0));
    }

    private void collectDictionaries(ColumnLayout layout) throws IOException {
        if (layout.isDictionary()) {
            ColumnLayout known = dictionaryLayouts.put(layout.dictionaryId(), layout.values());
            if (known != null && !known.field().type().equals(layout.field().type())) {
                throw new DamagedStreamException("dictionary " + layout.dictionaryId() + " is shared by fields of "
                        + known.field().type() + " and " + layout.field().type());
            }
        }
        for (ColumnLayout child : layout.children()) {
            collectDictionaries(child);
        }
    }

    private void dictionary(FlatTable table, byte[] body) throws IOException {
        long id = table.longAt(0, 0);
        ColumnLayout layout = dictionaryLayouts.get(id);
        if (layout == null) {
            throw new DamagedStreamException("it sends dictionary " + id + ", which no field of the schema has");
        }
        FlatTable data = table.table(1, "content of dictionary " + id);
        RecordBodyReader reader = new RecordBodyReader(data, body, dictionaries, objects);
        Vector values = reader.read(layout, length(data));
        reader.end();
        Vector known = dictionaries.get(id);
        boolean isDelta = table.boolAt(2);
        dictionaries.put(id, isDelta && known != null ? Concat.vectors(List.of(known, values)) : values);
    }

    private Batch batch(Schema schema, List<ColumnLayout> columns, FlatTable table, byte[] body) throws IOException {
        int length = length(table);
        RecordBodyReader reader = new RecordBodyReader(table, body, dictionaries, objects);
        List<Vector> vectors = new ArrayList<>(columns.size());
        for (ColumnLayout column : columns) {
            vectors.add(reader.read(column, length));
        }
        reader.end();
        return new Batch(schema, length, vectors);
    }

    private static int length(FlatTable batch) throws IOException {
        long length = batch.longAt(0, 0);
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new DamagedStreamException("it has a batch of " + length + " rows");
        }
        return (int) length;
    }
}
