package io.quern.dataframe.pipeline;

import io.quern.core.error.QuernException;
import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.parquet.ParquetFooter;
import io.quern.dataframe.parquet.RowGroupReader;
import io.quern.dataframe.source.ScanSplit;
import io.quern.dataframe.source.ScanSplit.FileSlice;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the row groups of a [ScanSplit].
///
/// @param schema columns of the batches it makes, of files and of folders
/// @param folderColumns names of the table's folder columns, in the order of [io.quern.dataframe.source.DataFile]
public record ParquetSource(Schema schema, List<String> folderColumns) implements Source {
    public ParquetSource {
        folderColumns = List.copyOf(folderColumns);
    }

    @Override
    public String label() {
        return "read";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        ScanSplit split = (ScanSplit) Objects.requireNonNull(argument);
        Schema fileSchema = new Schema(schema.fields().stream()
                .filter(field -> !folderColumns.contains(field.name()))
                .toList());
        try (Reservation memory = new Reservation(context.memory(), "Parquet scan")) {
            for (int i = 0; i < split.slices().size() && !sink.isFull(); i++) {
                FileSlice slice = split.slices().get(i);
                ParquetFooter footer = footer(slice, memory);
                if (i == 0) {
                    // What comes later is small: splits of several slices were joined of such.
                    RowGroupReader.admit(footer, slice.fromRowGroup(), slice.toRowGroup(), fileSchema, memory);
                }
                feedSlice(slice, footer, fileSchema, context, memory, sink);
                memory.shrink(memory.usedBytes());
            }
        }
    }

    private static ParquetFooter footer(FileSlice slice, Reservation memory) throws IOException {
        Path path = Path.of(slice.file().path());
        checkUnchanged(path, slice);
        return ParquetFooter.read(path, memory);
    }

    private void feedSlice(
            FileSlice slice,
            ParquetFooter footer,
            Schema fileSchema,
            TaskContext context,
            Reservation memory,
            BatchSink sink)
            throws Exception {
        Path path = Path.of(slice.file().path());
        @Nullable Vector[] folders = folderValues(slice);
        for (int group = slice.fromRowGroup(); group < slice.toRowGroup() && !sink.isFull(); group++) {
            try (RowGroupReader reader = RowGroupReader.open(path, footer, group, fileSchema, memory)) {
                while (!sink.isFull() && reader.hasNext()) {
                    context.checkCancelled();
                    Batch batch = reader.next();
                    context.count("rows-read", batch.length());
                    sink.accept(withFolders(batch, folders));
                }
            }
        }
    }

    private static void checkUnchanged(Path path, FileSlice slice) throws IOException {
        if (Files.exists(path) && Files.size(path) != slice.file().sizeBytes()) {
            throw QuernException.user(path + ": had " + slice.file().sizeBytes()
                    + " bytes when the job was planned, and now has " + Files.size(path)
                    + "; run the job again once nothing writes to its input any more");
        }
    }

    /// For each column of the schema the folder's value as a vector of one row, or null where the column is the
    /// file's.
    private @Nullable Vector[] folderValues(FileSlice slice) {
        @Nullable Vector[] values = new Vector[schema.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = schema.fields().get(i);
            int folder = folderColumns.indexOf(field.name());
            if (folder >= 0) {
                values[i] = CellWriter.vector(
                        field,
                        Collections.singletonList(slice.file().folderValues().get(folder)));
            }
        }
        return values;
    }

    private Batch withFolders(Batch batch, @Nullable Vector[] folders) {
        List<Vector> vectors = new ArrayList<>(folders.length);
        int fileColumn = 0;
        for (Vector folder : folders) {
            vectors.add(
                    folder == null ? batch.columns().get(fileColumn++) : new ConstantVector(folder, batch.length()));
        }
        return new Batch(schema, batch.length(), vectors);
    }
}
