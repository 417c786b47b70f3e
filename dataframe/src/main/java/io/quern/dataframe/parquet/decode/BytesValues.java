package io.quern.dataframe.parquet.decode;

import io.quern.core.task.Reservation;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.footer.Encoding;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Values of BYTE_ARRAY, copied out of the page.
final class BytesValues extends Values {
    private BytesBuffer buffer;
    private BytesDecoder decoder = new PlainBytes(new byte[0], 0, 0);
    private byte[] dictionary = new byte[0];
    private int[] dictionaryOffsets = new int[1];

    BytesValues(Reservation memory) {
        buffer = new BytesBuffer(memory);
    }

    @Override
    void startPlain(Encoding encoding, byte[] page, int from, int to) {
        decoder = switch (encoding) {
            case PLAIN -> new PlainBytes(page, from, to);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthBytes(page, from, to);
            case DELTA_BYTE_ARRAY -> new DeltaBytes(page, from, to);
            case PLAIN_DICTIONARY, RLE, BIT_PACKED, DELTA_BINARY_PACKED, RLE_DICTIONARY, BYTE_STREAM_SPLIT ->
                throw unsupported(encoding, "BYTE_ARRAY");
        };
    }

    @Override
    void setDictionary(Vector vector) {
        BytesVector entries = (BytesVector) vector;
        dictionary = entries.data();
        dictionaryOffsets = entries.offsets();
    }

    @Override
    public void reserve(int count) {
        buffer.reserve(count);
    }

    @Override
    void decode(int at, int count) {
        decoder.read(buffer, at, count);
    }

    @Override
    void gather(int[] entries, int at, int count) {
        long total = buffer.offsets[at];
        for (int i = 0; i < count; i++) {
            total += dictionaryOffsets[entries[i] + 1] - dictionaryOffsets[entries[i]];
        }
        buffer.reserveBytes(total);
        int position = buffer.offsets[at];
        for (int i = 0; i < count; i++) {
            int from = dictionaryOffsets[entries[i]];
            int length = dictionaryOffsets[entries[i] + 1] - from;
            System.arraycopy(dictionary, from, buffer.data, position, length);
            position += length;
            buffer.offsets[at + i + 1] = position;
        }
    }

    @Override
    Vector vector(int present, int rows, Validity validity) {
        byte[] data;
        int[] offsets;
        if (present == size()) {
            boolean isTight = buffer.data.length <= buffer.offsets[present] + (buffer.offsets[present] >>> 1) + 64;
            data = isTight ? buffer.data : Arrays.copyOf(buffer.data, buffer.offsets[present]);
            offsets = canGiveUp(present, rows, buffer.offsets.length - 1)
                    ? buffer.offsets
                    : Spread.offsets(buffer.offsets, present, rows, validity);
            buffer = buffer.next();
        } else {
            data = Arrays.copyOf(buffer.data, buffer.offsets[present]);
            offsets = Spread.offsets(buffer.offsets, present, rows, validity);
        }
        return new BytesVector(DataType.BINARY, rows, validity, data, offsets);
    }

    @Override
    void drop(int count, int left) {
        if (left == 0) {
            return;
        }
        int start = buffer.offsets[count];
        System.arraycopy(buffer.data, start, buffer.data, 0, buffer.offsets[count + left] - start);
        for (int i = 0; i <= left; i++) {
            buffer.offsets[i] = buffer.offsets[count + i] - start;
        }
    }
}
