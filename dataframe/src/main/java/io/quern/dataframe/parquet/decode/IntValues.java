package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Values of INT32.
final class IntValues extends Values {
    private int[] values = new int[0];
    private int[] dictionary = new int[0];
    private byte[] page = new byte[0];
    private int at;
    private int to;
    private @Nullable DeltaDecoder delta;
    private long[] deltas = new long[0];

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
                page = SplitStreams.join(bytes, from, end, Integer.BYTES);
                at = 0;
                to = end - from;
            }
            case PLAIN_DICTIONARY, RLE, BIT_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, RLE_DICTIONARY ->
                throw unsupported(encoding, "INT32");
        }
    }

    @Override
    void setDictionary(Vector vector) {
        dictionary = ((IntVector) vector).values();
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
            if (deltas.length < count) {
                deltas = new long[count];
            }
            delta.read(deltas, 0, count);
            for (int i = 0; i < count; i++) {
                values[offset + i] = (int) deltas[i];
            }
            return;
        }
        if (count > (to - at) / Integer.BYTES) {
            throw notEnough(count, (to - at) / Integer.BYTES);
        }
        int length = count * Integer.BYTES;
        ByteBuffer.wrap(page, at, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
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
        int[] out;
        if (canGiveUp(present, rows, values.length)) {
            out = values;
            values = new int[0];
        } else {
            out = Spread.ints(values, present, rows, validity);
        }
        return new IntVector(DataType.INT32, rows, validity, out);
    }

    @Override
    void drop(int count, int left) {
        if (left > 0) {
            System.arraycopy(values, count, values, 0, left);
        }
    }
}
