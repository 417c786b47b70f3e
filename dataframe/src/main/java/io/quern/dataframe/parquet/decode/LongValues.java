package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values of INT64.
final class LongValues extends Values {
    private long[] values = new long[0];
    private long[] dictionary = new long[0];
    private byte[] page = new byte[0];
    private int at;
    private int to;
    private @Nullable DeltaDecoder delta;

    @Override
    void startPlain(Encoding encoding, byte[] bytes, int from, int end) {
        page = bytes;
        at = from;
        to = end;
        delta = null;
        switch (encoding) {
            case PLAIN -> {}
            case DELTA_BINARY_PACKED -> delta = new DeltaDecoder(bytes, from, end);
            case BYTE_STREAM_SPLIT -> {
                page = SplitStreams.join(bytes, from, end, Long.BYTES);
                at = 0;
                to = end - from;
            }
            case PLAIN_DICTIONARY, RLE, BIT_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, RLE_DICTIONARY ->
                throw unsupported(encoding, "INT64");
        }
    }

    @Override
    void setDictionary(Vector vector) {
        dictionary = ((LongVector) vector).values();
    }

    @Override
    public void reserve(int count) {
        if (values.length <= count) {
            values = Arrays.copyOf(values, grown(values.length, count + 1));
        }
    }

    @Override
    void decode(int offset, int count) {
        if (delta != null) {
            delta.read(values, offset, count);
            return;
        }
        if (count > (to - at) / Long.BYTES) {
            throw notEnough(count, (to - at) / Long.BYTES);
        }
        int length = count * Long.BYTES;
        ByteBuffer.wrap(page, at, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(values, offset, count);
        at += length;
    }

    @Override
    void gather(int[] entries, int offset, int count) {
        for (int i = 0; i < count; i++) {
            values[offset + i] = dictionary[entries[i]];
        }
    }

    @Override
    Vector vector(int present, int rows, Validity validity) {
        long[] out;
        if (canGiveUp(present, rows, values.length)) {
            out = values;
            values = new long[0];
        } else {
            out = Spread.longs(values, present, rows, validity);
        }
        return new LongVector(DataType.INT64, rows, validity, out);
    }

    @Override
    void drop(int count, int left) {
        if (left > 0) {
            System.arraycopy(values, count, values, 0, left);
        }
    }
}
