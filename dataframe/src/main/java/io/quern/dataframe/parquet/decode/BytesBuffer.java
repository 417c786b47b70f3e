package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.MalformedException;
import java.util.Arrays;

/// Byte strings one behind the other: string `i` is `data[offsets[i]]` up to, not including, `data[offsets[i + 1]]`.
/// Owned by [BytesValues], filled by decoders.
final class BytesBuffer {
    byte[] data = new byte[0];
    int[] offsets = new int[1];

    /// Makes room for the offsets of so many strings, and one that may be looked at.
    void reserve(int count) {
        if (offsets.length < count + 2) {
            offsets = Arrays.copyOf(offsets, Values.grown(offsets.length, count + 2));
        }
    }

    /// Makes room for that many bytes in all.
    void reserveBytes(long bytes) {
        if (bytes > Values.BATCH_BYTES_MAX) {
            throw new MalformedException("its text is longer than " + Values.BATCH_BYTES_MAX
                    + " bytes in one batch; write smaller row groups or shorter values");
        }
        if (data.length < bytes) {
            data = Arrays.copyOf(data, Values.grown(data.length, (int) bytes));
        }
    }
}
