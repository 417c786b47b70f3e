package io.quern.dataframe.pipeline;

import io.quern.core.task.Reservation;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskInputs;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.BatchSink;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.source.DataFile;
import io.quern.dataframe.text.TextLinesReader;
import io.quern.dataframe.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a text file.
///
/// @param schema the line, then the folder columns
public record TextSource(Schema schema) implements Source {
    @Override
    public String label() {
        return "read";
    }

    @Override
    public void feed(@Nullable Object argument, TaskInputs inputs, TaskContext context, BatchSink sink)
            throws Exception {
        DataFile file = (DataFile) Objects.requireNonNull(argument);
        try (Reservation memory = new Reservation(context.memory(), "text scan");
                TextLinesReader reader = TextLinesReader.open(Path.of(file.path()), memory)) {
            for (Batch lines = reader.next(); lines != null && !sink.isFull(); lines = reader.next()) {
                context.checkCancelled();
                context.count("rows-read", lines.length());
                sink.accept(withFolders(lines, file));
            }
        }
    }

    private Batch withFolders(Batch lines, DataFile file) {
        List<Vector> vectors = new ArrayList<>(lines.columns());
        for (int i = vectors.size(); i < schema.size(); i++) {
            Vector value = CellWriter.vector(
                    schema.fields().get(i),
                    Collections.singletonList(file.folderValues().get(i - 1)));
            vectors.add(new ConstantVector(value, lines.length()));
        }
        return new Batch(schema, lines.length(), vectors);
    }
}
