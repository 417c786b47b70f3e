package io.quern.dataframe.parquet.page;

import io.quern.core.task.Reservation;

/// What the columns of one row group share while they are read.
///
/// @param isChecksumVerified whether checksums of pages are, where files have them
/// @param memory of the scan: whoever takes memory in proportion to what a file says counts it there first
public record PageReading(Decompressors decompressors, boolean isChecksumVerified, Reservation memory) {}
