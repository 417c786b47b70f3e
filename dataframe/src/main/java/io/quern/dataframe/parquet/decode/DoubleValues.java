package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Values of DOUBLE.
final class DoubleValues extends Values {
    private double[] values = new double[0];
    private double[] dictionary = new double[0];
    private byte[] page = new byte[0];
    private int at;
    private int to;

    @Override
    void startPlain(Encoding encoding, byte[] bytes, int from, int end) {
        page = bytes;
        at = from;
        to = end;
        switch (encoding) {
            case PLAIN -> {}
            case BYTE_STREAM_SPLIT -> {
                page = SplitStreams.join(bytes, from, end, Double.BYTES);
                at = 0;
                to = end - from;
            }
            case PLAIN_DICTIONARY,
                    RLE,
                    BIT_PACKED,
                    DELTA_BINARY_PACKED,
                    DELTA_LENGTH_BYTE_ARRAY,
                    DELTA_BYTE_ARRAY,
                    RLE_DICTIONARY -> throw unsupported(encoding, "DOUBLE");
        }
    }

    @Override
    void setDictionary(Vector vector) {
        dictionary = ((DoubleVector) vector).values();
    }

    @Override
    public void reserve(int count) {
        if (values.length <= count) {
            values = Arrays.copyOf(values, grown(values.length, count + 1));
        }
    }

    @Override
    void decode(int offset, int count) {
        if (count > (to - at) / Double.BYTES) {
            throw notEnough(count, (to - at) / Double.BYTES);
        }
        int length = count * Double.BYTES;
        ByteBuffer.wrap(page, at, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
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
        double[] out;
        if (canGiveUp(present, rows, values.length)) {
            out = values;
            values = new double[0];
        } else {
            out = Spread.doubles(values, present, rows, validity);
        }
        return new DoubleVector(DataType.DOUBLE, rows, validity, out);
    }

    @Override
    void drop(int count, int left) {
        if (left > 0) {
            System.arraycopy(values, count, values, 0, left);
        }
    }
}
