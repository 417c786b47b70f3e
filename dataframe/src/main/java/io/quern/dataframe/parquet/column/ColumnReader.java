package io.quern.dataframe.parquet.column;

import io.quern.dataframe.batch.Vector;

/// A column of a row group, read from its first row to its last in steps that all columns agree on.
public interface ColumnReader {
    /// How many of the next rows can be read in one vector: fewer than asked for where the encoding changes, at
    /// the end, or where rows have very long lists. 0 only at the end of the column.
    int ready(int rowsMax);

    /// Reads the next rows, at most as many as are ready.
    Vector read(int rows);

    /// Whether the column has no further row.
    boolean isAtEnd();
}
