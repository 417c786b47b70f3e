package io.quern.dataframe.source;

import java.util.List;

/// A Parquet file and what its footer says about its size.
public record ParquetFile(DataFile file, List<RowGroupSize> rowGroups) {
    public ParquetFile {
        rowGroups = List.copyOf(rowGroups);
    }

    /// @param sizeBytes in the file, of all columns
    public record RowGroupSize(long rows, long sizeBytes) {}
}
