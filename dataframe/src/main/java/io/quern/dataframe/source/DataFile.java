package io.quern.dataframe.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file of a frame.
///
/// @param path absolute, because the process that reads it may run in another folder
/// @param sizeBytes when it was found: another size later means another file
/// @param folderValues values of the folder columns of its [FileSet], decoded; null for hive's default partition
public record DataFile(String path, long sizeBytes, List<@Nullable String> folderValues) implements Serializable {
    public DataFile {
        folderValues = Collections.unmodifiableList(new ArrayList<>(folderValues));
    }
}
