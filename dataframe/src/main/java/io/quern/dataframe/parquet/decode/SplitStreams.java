package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;

/// BYTE_STREAM_SPLIT: the first bytes of all values, then their second bytes, and so on.
final class SplitStreams {
    private SplitStreams() {}

    /// The values as [io.quern.dataframe.parquet.footer.Encoding#PLAIN] has them.
    static byte[] join(byte[] page, int from, int to, int width) {
        int length = to - from;
        if (length % width != 0) {
            throw new MalformedException(length + " bytes are no values of " + width + " bytes each");
        }
        int count = length / width;
        byte[] plain = new byte[length + LittleEndian.PADDING];
        for (int i = 0; i < width; i++) {
            stream(page, from + i * count, plain, i, width, count);
        }
        return plain;
    }

    private static void stream(byte[] page, int from, byte[] plain, int offset, int width, int count) {
        int at = offset;
        for (int i = 0; i < count; i++) {
            plain[at] = page[from + i];
            at += width;
        }
    }
}
