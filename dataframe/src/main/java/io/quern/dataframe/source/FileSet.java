package io.quern.dataframe.source;

import java.util.List;

/// The files behind one or more paths and masks, in a fixed order: by argument, then by path. All of them have the
/// same folder columns.
public record FileSet(List<String> folderColumns, List<DataFile> files) {
    public FileSet {
        folderColumns = List.copyOf(folderColumns);
        files = List.copyOf(files);
    }

    public long sizeBytes() {
        return files.stream().mapToLong(DataFile::sizeBytes).sum();
    }
}
