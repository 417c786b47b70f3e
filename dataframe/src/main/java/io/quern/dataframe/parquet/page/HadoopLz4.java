package io.quern.dataframe.parquet.page;

import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.quern.dataframe.parquet.bytes.LittleEndian;

/// LZ4 in Hadoop's framing, which the codec LZ4 of old files has.
///
/// ```
/// repeated: length of the block uncompressed (4 bytes, big-endian) | length compressed (4, big-endian) | LZ4 block
/// ```
final class HadoopLz4 {
    private static final int HEAD_BYTES = 8;

    private HadoopLz4() {}

    /// Whether the bytes are framed so, and become `uncompressed` bytes; other writers left the frame away.
    static boolean isFramed(byte[] in, int from, int length, int uncompressed) {
        int at = from;
        int to = from + length;
        long total = 0;
        while (at < to) {
            if (to - at < HEAD_BYTES) {
                return false;
            }
            int inflated = bigEndian(in, at);
            int compressed = bigEndian(in, at + Integer.BYTES);
            if (inflated < 0 || compressed < 0 || compressed > to - at - HEAD_BYTES) {
                return false;
            }
            total += inflated;
            at += HEAD_BYTES + compressed;
        }
        return total == uncompressed;
    }

    /// Of bytes that are framed.
    static void decompress(Lz4Decompressor lz4, byte[] in, int from, int length, byte[] out) {
        int at = from;
        int filled = 0;
        while (at < from + length) {
            int inflated = bigEndian(in, at);
            int compressed = bigEndian(in, at + Integer.BYTES);
            int count = lz4.decompress(in, at + HEAD_BYTES, compressed, out, filled, inflated);
            if (count != inflated) {
                throw new IllegalArgumentException("a block became " + count + " bytes, its head says " + inflated);
            }
            filled += inflated;
            at += HEAD_BYTES + compressed;
        }
    }

    private static int bigEndian(byte[] bytes, int at) {
        return Integer.reverseBytes(LittleEndian.intAt(bytes, at));
    }
}
