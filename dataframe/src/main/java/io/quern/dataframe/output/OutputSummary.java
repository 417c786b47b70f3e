package io.quern.dataframe.output;

import java.util.List;

/// What a job wrote: the content of `_SUCCESS`.
///
/// @param job id of the job
/// @param version of Quern that wrote it
/// @param schema one `name: type` a column
public record OutputSummary(String job, String version, List<String> schema, List<OutputFile> files) {
    public OutputSummary {
        schema = List.copyOf(schema);
        files = List.copyOf(files);
    }

    public long rows() {
        return files.stream().mapToLong(OutputFile::rows).sum();
    }

    public long sizeBytes() {
        return files.stream().mapToLong(OutputFile::sizeBytes).sum();
    }
}
