package io.quern.dataframe.parquet.footer;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// How pages are compressed. In the order of the format's numbers.
public enum CompressionCodec {
    UNCOMPRESSED,
    SNAPPY,
    GZIP,
    LZO,
    BROTLI,
    /// Deprecated: LZ4 in the framing of Hadoop, or, by some writers, without any or in LZ4's own.
    LZ4,
    ZSTD,
    LZ4_RAW;

    private static final CompressionCodec[] BY_NUMBER = values();

    static CompressionCodec of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new MalformedException("unknown compression codec " + number);
        }
        return BY_NUMBER[number];
    }
}
