package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;

/// PLAIN byte strings: the length in four bytes, then the bytes.
final class PlainBytes implements BytesDecoder {
    private final byte[] page;
    private final int to;
    private int from;

    PlainBytes(byte[] page, int from, int to) {
        this.page = page;
        this.from = from;
        this.to = to;
    }

    @Override
    public void read(BytesBuffer out, int at, int count) {
        int end = measure(out.offsets, at, count);
        out.reserveBytes(out.offsets[at + count]);
        copy(out.data, out.offsets, at, count);
        from = end;
    }

    private int measure(int[] offsets, int at, int count) {
        int position = from;
        long total = offsets[at];
        for (int i = 0; i < count; i++) {
            if (to - position < Integer.BYTES) {
                throw new MalformedException("it ends before value " + i + " of the next " + count);
            }
            int length = LittleEndian.intAt(page, position);
            position += Integer.BYTES;
            if (length < 0 || length > to - position) {
                throw new MalformedException("a value of " + length + " bytes where " + (to - position) + " are left");
            }
            position += length;
            total += length;
            if (total > Values.BATCH_BYTES_MAX) {
                throw new MalformedException("its text is longer than " + Values.BATCH_BYTES_MAX
                        + " bytes in one batch; write smaller row groups or shorter values");
            }
            offsets[at + i + 1] = (int) total;
        }
        return position;
    }

    private void copy(byte[] data, int[] offsets, int at, int count) {
        int position = from + Integer.BYTES;
        for (int i = at; i < at + count; i++) {
            int start = offsets[i];
            int length = offsets[i + 1] - start;
            System.arraycopy(page, position, data, start, length);
            position += length + Integer.BYTES;
        }
    }
}
