package io.quern.dataframe.output;

/// One written file.
///
/// @param name without folder; the same in staging and in the destination
/// @param crc32c of all its bytes
public record OutputFile(String name, long rows, long sizeBytes, long crc32c) {}
