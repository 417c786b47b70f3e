package io.quern.dataframe.parquet.decode;

import io.quern.core.task.Reservation;
import io.quern.dataframe.parquet.bytes.MalformedException;
import java.util.Arrays;

/// Byte strings one behind the other: string `i` is `data[offsets[i]]` up to, not including, `data[offsets[i + 1]]`.
/// Owned by [BytesValues], filled by decoders.
final class BytesBuffer {
    /// A batch has a vector's copy beside what is decoded.
    private static final int COPIES = 2;

    byte[] data = new byte[0];
    int[] offsets = new int[1];
    private final Reservation memory;

    /// Counted for `data`, in this buffer or one before it.
    private int countedBytes;

    BytesBuffer(Reservation memory) {
        this.memory = memory;
    }

    /// Another one, after this one's arrays have become a vector's. What the vector takes stays counted for the
    /// next.
    BytesBuffer next() {
        BytesBuffer next = new BytesBuffer(memory);
        next.countedBytes = countedBytes;
        return next;
    }

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
            int length = Values.grown(data.length, (int) bytes);
            if (length > countedBytes) {
                memory.grow((long) COPIES * (length - countedBytes));
                countedBytes = length;
            }
            data = Arrays.copyOf(data, length);
        }
    }
}
