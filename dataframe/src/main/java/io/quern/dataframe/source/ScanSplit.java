package io.quern.dataframe.source;

import java.io.Serializable;
import java.util.List;

/// What one task reads: parts of files, in the order of the table. Travels to workers.
public record ScanSplit(List<FileSlice> slices) implements Serializable {
    public ScanSplit {
        slices = List.copyOf(slices);
    }

    /// Row groups of one file.
    ///
    /// @param fromRowGroup the first one
    /// @param toRowGroup after the last one
    public record FileSlice(DataFile file, int fromRowGroup, int toRowGroup) implements Serializable {}
}
