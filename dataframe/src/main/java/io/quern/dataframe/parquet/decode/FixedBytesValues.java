package io.quern.dataframe.parquet.decode;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values of FIXED_LEN_BYTE_ARRAY and INT96, copied out of the page.
final class FixedBytesValues extends Values {
    private final int width;
    private byte[] values = new byte[0];
    private byte[] dictionary = new byte[0];
    private byte[] page = new byte[0];
    private int at;
    private int to;
    private @Nullable DeltaBytes delta;
    private final BytesBuffer rest;

    FixedBytesValues(int width, Reservation memory) {
        this.width = width;
        this.rest = new BytesBuffer(memory);
    }

    @Override
    void startPlain(Encoding encoding, byte[] bytes, int from, int end) {
        page = bytes;
        at = from;
        to = end;
        delta = null;
        switch (encoding) {
            case PLAIN -> {}
            case DELTA_BYTE_ARRAY -> delta = new DeltaBytes(bytes, from, end);
            case BYTE_STREAM_SPLIT -> {
                page = SplitStreams.join(bytes, from, end, width);
                at = 0;
                to = end - from;
            }
            case PLAIN_DICTIONARY, RLE, BIT_PACKED, DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, RLE_DICTIONARY ->
                throw unsupported(encoding, "FIXED_LEN_BYTE_ARRAY");
        }
    }

    @Override
    void setDictionary(Vector vector) {
        dictionary = ((FixedBytesVector) vector).data();
    }

    @Override
    public void reserve(int count) {
        long bytes = ((long) count + 1) * width;
        if (bytes > BATCH_BYTES_MAX) {
            throw new MalformedException(
                    count + " values of " + width + " bytes in one batch; the limit is " + BATCH_BYTES_MAX + " bytes");
        }
        if (values.length < bytes) {
            values = Arrays.copyOf(values, grown(values.length, (int) bytes));
        }
    }

    @Override
    void decode(int offset, int count) {
        if (delta != null) {
            decodeDelta(delta, offset, count);
            return;
        }
        if (count > (to - at) / width) {
            throw notEnough(count, (to - at) / width);
        }
        System.arraycopy(page, at, values, offset * width, count * width);
        at += count * width;
    }

    private void decodeDelta(DeltaBytes decoder, int offset, int count) {
        rest.reserve(count);
        decoder.read(rest, 0, count);
        for (int i = 0; i < count; i++) {
            int length = rest.offsets[i + 1] - rest.offsets[i];
            if (length != width) {
                throw new MalformedException("a value of " + length + " bytes in a column of " + width);
            }
        }
        System.arraycopy(rest.data, 0, values, offset * width, count * width);
    }

    @Override
    void gather(int[] entries, int offset, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(dictionary, entries[i] * width, values, (offset + i) * width, width);
        }
    }

    @Override
    Vector vector(int present, int rows, Validity validity) {
        byte[] out;
        if (canGiveUp(present, rows, values.length / width)) {
            out = values;
            values = new byte[0];
        } else if (present == rows) {
            out = Arrays.copyOf(values, rows * width);
        } else {
            out = Spread.fixed(values, width, rows, validity);
        }
        return new FixedBytesVector(new DataType.FixedBinaryType(width), rows, validity, width, out);
    }

    @Override
    void drop(int count, int left) {
        if (left > 0) {
            System.arraycopy(values, count * width, values, 0, left * width);
        }
    }
}
