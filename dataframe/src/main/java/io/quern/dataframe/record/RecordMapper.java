package io.quern.dataframe.record;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes records of a class out of rows: each component gets the column of its name; other columns are left out.
/// Immutable.
public final class RecordMapper<T> {
    private final Class<T> type;
    private final RecordReader reader;
    private final int[] columns;

    private RecordMapper(Class<T> type, RecordReader reader, int[] columns) {
        this.type = type;
        this.reader = reader;
        this.columns = columns;
    }

    /// @throws QuernException if a component has no column, or one of another type: names all of them in a table
    public static <T> RecordMapper<T> of(Class<T> type, Schema schema) {
        if (!type.isRecord()) {
            throw QuernException.user(type.getName() + " is not a record; rows become records");
        }
        RecordMismatch mismatches = new RecordMismatch();
        RecordReader reader = new RecordReader(type, schema.fields(), "", new ComponentReaders(mismatches));
        mismatches.throwIfAny(type);
        int[] columns = new int[reader.names().length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = schema.indexOf(reader.names()[i]);
        }
        return new RecordMapper<>(type, reader, columns);
    }

    /// The rows of a partition of the mapper's schema.
    public List<T> records(Partition partition) {
        List<T> records = new ArrayList<>();
        partition.batches().forEach(batch -> append(batch, records));
        return records;
    }

    /// Appends the rows of a batch of the mapper's schema.
    ///
    /// @throws QuernException if a component of a primitive type would be null; names it and the row
    public void append(Batch batch, List<T> records) {
        CellReader[] cells = new CellReader[columns.length];
        for (int i = 0; i < columns.length; i++) {
            cells[i] = CellReader.of(batch.columns().get(columns[i]));
        }
        for (int row = 0; row < batch.length(); row++) {
            @Nullable Object[] values = new Object[columns.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = cells[i].read(row);
            }
            try {
                records.add(type.cast(reader.create(values)));
            } catch (NullComponentException e) {
                throw QuernException.user(
                        "row " + row + " cannot become a " + type.getSimpleName() + ": " + e.getMessage(), e);
            }
        }
    }
}
