package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.MalformedException;

/// DELTA_LENGTH_BYTE_ARRAY: all lengths, delta-encoded, then all bytes.
final class DeltaLengthBytes implements BytesDecoder {
    private final byte[] page;
    private final DeltaDecoder lengths;
    private final int to;
    private int from;
    private long[] scratch = new long[0];

    DeltaLengthBytes(byte[] page, int from, int to) {
        this.page = page;
        this.lengths = new DeltaDecoder(page, from, to);
        this.from = lengths.end();
        this.to = to;
    }

    @Override
    public void read(BytesBuffer out, int at, int count) {
        if (scratch.length < count) {
            scratch = new long[count];
        }
        lengths.read(scratch, 0, count);
        long total = 0;
        for (int i = 0; i < count; i++) {
            if (scratch[i] < 0 || scratch[i] > to - from - total) {
                throw new MalformedException(
                        "a value of " + scratch[i] + " bytes where " + (to - from - total) + " are left");
            }
            total += scratch[i];
            out.offsets[at + i + 1] = (int) Math.min(Integer.MAX_VALUE, out.offsets[at] + total);
        }
        out.reserveBytes(out.offsets[at] + total);
        System.arraycopy(page, from, out.data, out.offsets[at], (int) total);
        from += (int) total;
    }
}
