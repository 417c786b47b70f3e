package io.quern.dataframe.parquet.decode;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Values of BOOLEAN, a byte each until they are taken.
final class BooleanValues extends Values {
    private final HybridDecoder runs = new HybridDecoder();
    private byte[] values = new byte[0];
    private int[] scratch = new int[0];
    private byte[] page = new byte[0];
    private boolean isRuns;
    private long bit;
    private long end;

    @Override
    void startPlain(Encoding encoding, byte[] bytes, int from, int to) {
        isRuns = encoding == Encoding.RLE;
        switch (encoding) {
            case PLAIN -> {
                page = bytes;
                bit = (long) from << 3;
                end = (long) to << 3;
            }
            case RLE -> startRuns(bytes, from, to);
            case PLAIN_DICTIONARY,
                    BIT_PACKED,
                    DELTA_BINARY_PACKED,
                    DELTA_LENGTH_BYTE_ARRAY,
                    DELTA_BYTE_ARRAY,
                    RLE_DICTIONARY,
                    BYTE_STREAM_SPLIT -> throw unsupported(encoding, "BOOLEAN");
        }
    }

    private void startRuns(byte[] bytes, int from, int to) {
        if (from == to) {
            runs.start(bytes, from, to, 1);
            return;
        }
        int length = to - from < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, from);
        if (length < 0 || length > to - from - Integer.BYTES) {
            throw new MalformedException("runs of booleans of " + length + " bytes in " + (to - from));
        }
        runs.start(bytes, from + Integer.BYTES, from + Integer.BYTES + length, 1);
    }

    @Override
    void setDictionary(Vector dictionary) {
        throw new MalformedException("booleans have a dictionary");
    }

    @Override
    void gather(int[] entries, int at, int count) {
        throw new MalformedException("booleans have a dictionary");
    }

    @Override
    public void reserve(int count) {
        if (values.length <= count) {
            values = Arrays.copyOf(values, grown(values.length, count + 1));
        }
    }

    @Override
    void decode(int at, int count) {
        if (isRuns) {
            if (scratch.length < count) {
                scratch = new int[count];
            }
            runs.readLevels(values, at, count, scratch);
            return;
        }
        if (count > end - bit) {
            throw notEnough(count, end - bit);
        }
        for (int i = 0; i < count; i++) {
            values[at + i] = (byte) (page[(int) (bit >>> 3)] >>> (bit & 7) & 1);
            bit++;
        }
    }

    @Override
    Vector vector(int present, int rows, Validity validity) {
        return new BooleanVector(DataType.BOOLEAN, rows, validity, Spread.bits(values, rows, validity));
    }

    @Override
    void drop(int count, int left) {
        System.arraycopy(values, count, values, 0, left);
    }
}
