package io.quern.dataframe.parquet;

/// How row groups are read.
///
/// @param batchRowsMax rows of a batch at most
/// @param isChecksumVerified whether checksums of pages are, where files have them; gzip's own always is
public record ReadOptions(int batchRowsMax, boolean isChecksumVerified) {
    /// 16,384 rows, checksums verified.
    public static final ReadOptions DEFAULT = new ReadOptions(16_384, true);

    public ReadOptions {
        if (batchRowsMax < 1) {
            throw new IllegalArgumentException("batches of " + batchRowsMax + " rows");
        }
    }
}
