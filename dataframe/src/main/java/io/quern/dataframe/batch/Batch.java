package io.quern.dataframe.batch;

import io.quern.dataframe.type.Schema;
import java.util.List;

/// Rows processed at once: one vector a column of the schema, all of the same length. Immutable.
///
/// A partition that a task produces is one batch or a list of them ([Partition]).
public record Batch(Schema schema, int length, List<Vector> columns) {
    public Batch {
        columns = List.copyOf(columns);
        if (columns.size() != schema.size()) {
            throw new IllegalArgumentException(
                    "a batch of " + schema.size() + " columns got " + columns.size() + " vectors");
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).length() != length) {
                throw new IllegalArgumentException(
                        "column '" + schema.fields().get(i).name() + "' has "
                                + columns.get(i).length() + " rows in a batch of " + length);
            }
        }
    }

    /// The column of that name.
    ///
    /// @throws io.quern.core.error.QuernException if there is none
    public Vector column(String name) {
        schema.field(name);
        return columns.get(schema.indexOf(name));
    }

    /// Bytes of all columns; a dictionary that several columns share is counted once each.
    public long retainedBytes() {
        return columns.stream().mapToLong(Vector::retainedBytes).sum();
    }
}
