package io.quern.dataframe.parquet.decode;

import io.quern.core.task.Reservation;
import io.quern.dataframe.parquet.bytes.MalformedException;
import java.util.Arrays;

/// DELTA_BYTE_ARRAY: how many bytes each value shares with the one before it, delta-encoded, then what follows them
/// as
/// [DeltaLengthBytes].
final class DeltaBytes implements BytesDecoder {
    private final DeltaDecoder prefixes;
    private final DeltaLengthBytes suffixes;
    /// Of no more than the page has, which is counted by whoever loads it.
    private final BytesBuffer rest = new BytesBuffer(Reservation.unbounded());
    private long[] scratch = new long[0];
    private byte[] last = new byte[0];

    DeltaBytes(byte[] page, int from, int to) {
        prefixes = new DeltaDecoder(page, from, to);
        suffixes = new DeltaLengthBytes(page, prefixes.end(), to);
    }

    @Override
    public void read(BytesBuffer out, int at, int count) {
        if (scratch.length < count) {
            scratch = new long[count];
        }
        prefixes.read(scratch, 0, count);
        rest.reserve(count);
        suffixes.read(rest, 0, count);
        long total = measure(out.offsets[at], count);
        out.reserveBytes(total);
        byte[] previous = last;
        int previousFrom = 0;
        int position = out.offsets[at];
        for (int i = 0; i < count; i++) {
            int prefix = (int) scratch[i];
            int suffix = rest.offsets[i + 1] - rest.offsets[i];
            System.arraycopy(previous, previousFrom, out.data, position, prefix);
            System.arraycopy(rest.data, rest.offsets[i], out.data, position + prefix, suffix);
            previous = out.data;
            previousFrom = position;
            position += prefix + suffix;
            out.offsets[at + i + 1] = position;
        }
        if (count > 0) {
            last = Arrays.copyOfRange(out.data, previousFrom, position);
        }
    }

    private long measure(long start, int count) {
        long total = start;
        long previous = last.length;
        for (int i = 0; i < count; i++) {
            if (scratch[i] < 0 || scratch[i] > previous) {
                throw new MalformedException(
                        "a value shares " + scratch[i] + " bytes with the one before it, which has " + previous);
            }
            previous = scratch[i] + rest.offsets[i + 1] - rest.offsets[i];
            total += previous;
        }
        return total;
    }
}
