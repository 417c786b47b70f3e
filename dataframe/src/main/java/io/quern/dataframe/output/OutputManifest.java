package io.quern.dataframe.output;

import java.util.List;

/// What one task wrote, by the attempt that won. The result of the task, and the content of its manifest file.
public record OutputManifest(int partition, int attempt, List<OutputFile> files) {
    public OutputManifest {
        files = List.copyOf(files);
    }
}
