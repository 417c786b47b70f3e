package io.quern.dataframe.arrow;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.arrow.RecordBody.DictionaryUse;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.Slice;
import io.quern.dataframe.batch.Vector;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Writes a partition as an Arrow IPC stream:
///
/// ```
/// schema | (dictionary* | record batch)* | end
/// message = FFFFFFFF, metadata bytes (int32), metadata, padding to 8, body
/// end     = FFFFFFFF, 00000000
/// ```
///
/// A dictionary is written when a batch uses another one than the last; batches that share one share what was written.
public final class ArrowStreamWriter {
    /// A body that would be larger is cut into two batches.
    private static final long BODY_BYTES_MAX = 1L << 30;
    /// What a reader of ours takes.
    private static final long DICTIONARY_BYTES_MAX = Integer.MAX_VALUE - 8;

    private static final int CONTINUATION = -1;
    private static final int METADATA_VERSION_5 = 4;
    static final int SCHEMA = 1;
    static final int DICTIONARY_BATCH = 2;
    static final int RECORD_BATCH = 3;

    private final LittleEndianOutput out;
    private final StreamPlan plan;
    private final ObjectCells objects;
    private final Map<Long, Vector> sentDictionaries = new HashMap<>();

    private ArrowStreamWriter(OutputStream out, StreamPlan plan, ObjectCells objects) {
        this.out = new LittleEndianOutput(out);
        this.plan = plan;
        this.objects = objects;
    }

    /// Writes the partition; columns of Java objects are refused. Neither flushes nor closes the stream.
    public static void write(Partition partition, OutputStream out) throws IOException {
        write(partition, out, ObjectCells.REFUSED);
    }

    static void write(Partition partition, OutputStream out, ObjectCells objects) throws IOException {
        ArrowStreamWriter writer = new ArrowStreamWriter(out, StreamPlan.of(partition), objects);
        writer.message(SCHEMA, 0, flat -> SchemaMessage.write(flat, writer.plan.columns()));
        for (Batch batch : partition.batches()) {
            writer.batch(batch);
        }
        writer.out.writeInt(CONTINUATION);
        writer.out.writeInt(0);
        writer.out.flush();
    }

    private void batch(Batch batch) throws IOException {
        RecordBody body = new RecordBody(plan, objects);
        List<ColumnLayout> columns = plan.columns();
        for (int i = 0; i < columns.size(); i++) {
            body.add(columns.get(i), batch.columns().get(i));
        }
        if (body.bytes() > BODY_BYTES_MAX && batch.length() > 1) {
            int half = batch.length() / 2;
            batch(Slice.rows(batch, 0, half));
            batch(Slice.rows(batch, half, batch.length() - half));
            return;
        }
        for (DictionaryUse use : body.dictionaries().values()) {
            dictionary(use);
        }
        message(RECORD_BATCH, body.bytes(), flat -> body.write(flat, batch.length()));
        body.writeBody(out);
    }

    @SuppressWarnings("ReferenceEquality") // the same instance, not an equal one, is what batches share
    private void dictionary(DictionaryUse use) throws IOException {
        long id = use.layout().dictionaryId();
        if (sentDictionaries.put(id, use.identity()) == use.identity()) {
            return;
        }
        RecordBody body = new RecordBody(plan, objects);
        body.add(use.layout().values(), use.entries());
        if (body.bytes() > DICTIONARY_BYTES_MAX) {
            throw new QuernException(
                    ErrorCode.RESOURCES,
                    "the dictionary of field '" + use.layout().field().name() + "' has " + body.bytes()
                            + " bytes, the limit is " + DICTIONARY_BYTES_MAX + "; use smaller batches");
        }
        message(DICTIONARY_BATCH, body.bytes(), flat -> {
            int data = body.write(flat, use.entries().length());
            flat.startTable(3);
            flat.longSlot(0, id);
            flat.referenceSlot(1, data);
            flat.boolSlot(2, false);
            return flat.endTable();
        });
        body.writeBody(out);
    }

    private void message(int kind, long bodyBytes, ToIntFunction<FlatWriter> header) throws IOException {
        FlatWriter flat = new FlatWriter();
        int headerAt = header.applyAsInt(flat);
        flat.startTable(4);
        flat.longSlot(3, bodyBytes);
        flat.referenceSlot(2, headerAt);
        flat.shortSlot(0, METADATA_VERSION_5);
        flat.byteSlot(1, kind);
        byte[] metadata = flat.finish(flat.endTable());
        int padding = -metadata.length & 7;
        out.writeInt(CONTINUATION);
        out.writeInt(metadata.length + padding);
        out.bytes(metadata, 0, metadata.length);
        out.zeros(padding);
    }
}
