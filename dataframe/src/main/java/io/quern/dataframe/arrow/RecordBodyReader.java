package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes the vectors of one record batch out of its body, nodes and buffers in the order of the layouts.
///
/// A dictionary of one entry without null codes becomes a constant again, and null codes alone a missing column. Code 0
/// stands at null rows.
final class RecordBodyReader {
    /// Rows that need no bytes (all null, or no members) are believed up to here.
    private static final int ROWS_WITHOUT_BYTES_MAX = 1 << 28;

    private final ByteBuffer body;
    private final long[] nodes;
    private final long[] buffers;
    private final Map<Long, Vector> dictionaries;
    private final ObjectCells objects;
    private int node;
    private int buffer;

    RecordBodyReader(FlatTable batch, byte[] body, Map<Long, Vector> dictionaries, ObjectCells objects)
            throws IOException {
        if (batch.tableAt(3) != null) {
            throw new DamagedStreamException("its bodies are compressed, which Quern does not read");
        }
        this.body = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        this.nodes = batch.pairs(1);
        this.buffers = batch.pairs(2);
        this.dictionaries = dictionaries;
        this.objects = objects;
    }

    Vector read(ColumnLayout layout, int length) throws IOException {
        Vector vector = read(layout);
        if (vector.length() != length) {
            throw new DamagedStreamException(
                    "column '" + layout.field().name() + "' has " + vector.length() + " rows in a batch of " + length);
        }
        return vector;
    }

    /// Checks that nothing is left.
    void end() throws IOException {
        if (node * 2 != nodes.length || buffer * 2 != buffers.length) {
            throw new DamagedStreamException("a record batch has " + nodes.length / 2 + " nodes and "
                    + buffers.length / 2 + " buffers, its schema wants " + node + " and " + buffer);
        }
    }

    private Vector read(ColumnLayout layout) throws IOException {
        int length = nextLength(layout);
        DataType type = layout.field().type();
        if (!layout.isDictionary() && type instanceof NullType) {
            return new NullVector(type, withoutBytes(length));
        }
        Validity validity = nextValidity(layout, length);
        if (layout.isDictionary()) {
            return codes(layout, length, validity);
        }
        return switch (type) {
            case BooleanType _ ->
                new BooleanVector(type, length, validity, words(next(layout, (length + 7L) / 8), length));
            case IntegerType integer -> integer(integer, layout, length, validity);
            case FloatingType floating -> floating(floating, layout, length, validity);
            case DateType _ -> new IntVector(type, length, validity, ints(layout, length));
            case TimeType time ->
                ArrowType.isNarrow(time)
                        ? new IntVector(type, length, validity, ints(layout, length))
                        : new LongVector(type, length, validity, longs(layout, length));
            case TimestampType _ -> new LongVector(type, length, validity, longs(layout, length));
            case DecimalType decimal -> fixed(layout, length, validity, decimal.widthBytes());
            case FixedBinaryType fixed -> fixed(layout, length, validity, fixed.widthBytes());
            case StringType _, BinaryType _ -> bytes(layout, length, validity);
            case ObjectType _ -> objects.toObjects(bytes(layout, length, validity));
            case ListType _ -> {
                int[] offsets = offsets(layout, length);
                yield new ListVector(
                        type,
                        length,
                        validity,
                        offsets,
                        children(layout, offsets[length]).getFirst());
            }
            case MapType _ -> {
                int[] offsets = offsets(layout, length);
                int entries = nextLength(layout);
                if (nextValidity(layout, entries).hasNulls() || entries < offsets[length]) {
                    throw new DamagedStreamException("map '" + layout.field().name() + "' has null or too few entries");
                }
                List<Vector> children = children(layout, entries);
                yield new MapVector(type, length, validity, offsets, children.get(0), children.get(1));
            }
            case StructType struct -> {
                int rows = struct.fields().isEmpty() ? withoutBytes(length) : length;
                yield new StructVector(type, rows, validity, structChildren(layout, rows));
            }
            case NullType _ -> throw new IllegalStateException("handled before");
        };
    }

    private List<Vector> structChildren(ColumnLayout layout, int length) throws IOException {
        List<Vector> children = new ArrayList<>();
        for (ColumnLayout child : layout.children()) {
            children.add(read(child, length));
        }
        return children;
    }

    /// Children with at least so many rows.
    private List<Vector> children(ColumnLayout layout, int lengthMin) throws IOException {
        List<Vector> children = new ArrayList<>();
        for (ColumnLayout child : layout.children()) {
            Vector vector = read(child);
            if (vector.length() < lengthMin) {
                throw new DamagedStreamException("field '" + layout.field().name() + "' needs " + lengthMin
                        + " elements, there are " + vector.length());
            }
            children.add(vector);
        }
        return children;
    }

    private Vector codes(ColumnLayout layout, int length, Validity validity) throws IOException {
        int[] codes = narrow(layout, length, layout.indexBits(), layout.isIndexSigned());
        if (length > 0 && validity.nullCount() == length) {
            return new NullVector(layout.field().type(), length);
        }
        Vector dictionary = dictionaries.get(layout.dictionaryId());
        if (dictionary == null) {
            throw new DamagedStreamException("field '" + layout.field().name() + "' uses dictionary "
                    + layout.dictionaryId() + ", which was not sent before");
        }
        int entries = dictionary.length();
        for (int row = 0; row < length; row++) {
            if (validity.isNull(row)) {
                codes[row] = 0;
            } else if (codes[row] < 0 || codes[row] >= entries) {
                throw new DamagedStreamException("row " + row + " of field '"
                        + layout.field().name() + "' has code " + codes[row] + " in a dictionary of " + entries);
            }
        }
        return entries == 1 && !validity.hasNulls()
                ? new ConstantVector(dictionary, length)
                : new DictionaryVector(length, validity, codes, dictionary);
    }

    private Vector integer(IntegerType type, ColumnLayout layout, int length, Validity validity) throws IOException {
        if (type.bits() == 64) {
            return new LongVector(type, length, validity, longs(layout, length));
        }
        int[] values = narrow(layout, length, type.bits(), type.isSigned());
        if (type.bits() < 32 || type.isSigned()) {
            return new IntVector(type, length, validity, values);
        }
        long[] wide = new long[length];
        for (int i = 0; i < length; i++) {
            wide[i] = Integer.toUnsignedLong(values[i]);
        }
        return new LongVector(type, length, validity, wide);
    }

    private Vector floating(FloatingType type, ColumnLayout layout, int length, Validity validity) throws IOException {
        if (type.bits() == 32) {
            ByteBuffer source = next(layout, length * 4L);
            float[] values = new float[length];
            source.asFloatBuffer().get(values);
            return new FloatVector(type, length, validity, values);
        }
        ByteBuffer source = next(layout, length * 8L);
        double[] values = new double[length];
        source.asDoubleBuffer().get(values);
        return new DoubleVector(type, length, validity, values);
    }

    private Vector fixed(ColumnLayout layout, int length, Validity validity, int width) throws IOException {
        int rows = width == 0 ? withoutBytes(length) : length;
        ByteBuffer source = next(layout, (long) rows * width);
        byte[] data = new byte[rows * width];
        source.get(data);
        return new FixedBytesVector(layout.field().type(), rows, validity, width, data);
    }

    private BytesVector bytes(ColumnLayout layout, int length, Validity validity) throws IOException {
        int[] offsets = offsets(layout, length);
        int first = offsets[0];
        ByteBuffer source = next(layout, offsets[length]);
        byte[] data = new byte[offsets[length] - first];
        source.get(first + source.position(), data);
        if (first != 0) {
            for (int i = 0; i <= length; i++) {
                offsets[i] -= first;
            }
        }
        return new BytesVector(layout.field().type(), length, validity, data, offsets);
    }

    /// Offsets that begin at 0 or later and never fall.
    private int[] offsets(ColumnLayout layout, int length) throws IOException {
        if (length == 0) {
            next(layout, 0); // a vector without rows need not have the one offset
            return new int[1];
        }
        ByteBuffer source = next(layout, (length + 1) * 4L);
        int[] offsets = new int[length + 1];
        source.asIntBuffer().get(offsets);
        int last = 0;
        for (int offset : offsets) {
            if (offset < last) {
                throw new DamagedStreamException(
                        "field '" + layout.field().name() + "' has offset " + offset + " after " + last);
            }
            last = offset;
        }
        return offsets;
    }

    private int[] ints(ColumnLayout layout, int length) throws IOException {
        return narrow(layout, length, 32, true);
    }

    private int[] narrow(ColumnLayout layout, int length, int bits, boolean isSigned) throws IOException {
        ByteBuffer source = next(layout, (long) length * (bits / 8));
        int[] values = new int[length];
        switch (bits) {
            case 8 -> {
                for (int i = 0; i < length; i++) {
                    byte value = source.get();
                    values[i] = isSigned ? value : Byte.toUnsignedInt(value);
                }
            }
            case 16 -> {
                for (int i = 0; i < length; i++) {
                    short value = source.getShort();
                    values[i] = isSigned ? value : Short.toUnsignedInt(value);
                }
            }
            default -> source.asIntBuffer().get(values);
        }
        return values;
    }

    private long[] longs(ColumnLayout layout, int length) throws IOException {
        ByteBuffer source = next(layout, length * 8L);
        long[] values = new long[length];
        source.asLongBuffer().get(values);
        return values;
    }

    private static long[] words(ByteBuffer bits, int length) {
        long[] words = new long[Validity.words(length)];
        int full = length >>> 6;
        bits.asLongBuffer().get(words, 0, full);
        bits.position(bits.position() + full * 8);
        int rest = length & 63;
        if (rest != 0) {
            long last = 0;
            for (int shift = 0; shift < rest; shift += 8) {
                last |= (bits.get() & 0xFFL) << shift;
            }
            words[full] = last & ((1L << rest) - 1);
        }
        return words;
    }

    private Validity nextValidity(ColumnLayout layout, int length) throws IOException {
        long nullCount = nodes[node * 2 - 1];
        if (nullCount == 0) {
            next(layout, 0);
            return Validity.ALL;
        }
        return Validity.of(words(next(layout, (length + 7L) / 8), length), length);
    }

    private int nextLength(ColumnLayout layout) throws IOException {
        if (node * 2 >= nodes.length) {
            throw new DamagedStreamException(
                    "a record batch ends before field '" + layout.field().name() + "'");
        }
        long length = nodes[node * 2];
        long nullCount = nodes[node * 2 + 1];
        node++;
        // No vector has more rows than its body has bits, but for those that are checked by themselves.
        if (length < 0
                || length > Math.max(ROWS_WITHOUT_BYTES_MAX, body.limit() * 8L)
                || length >= Integer.MAX_VALUE - 8
                || nullCount < 0
                || nullCount > length) {
            throw new DamagedStreamException("field '" + layout.field().name() + "' has " + length + " rows and "
                    + nullCount + " nulls in a body of " + body.limit() + " bytes");
        }
        return (int) length;
    }

    private static int withoutBytes(int length) throws IOException {
        if (length > ROWS_WITHOUT_BYTES_MAX) {
            throw new DamagedStreamException(
                    "it has " + length + " rows without content, the limit is " + ROWS_WITHOUT_BYTES_MAX);
        }
        return length;
    }

    /// The next buffer, which must have at least so many bytes. Taken before arrays for its content are made.
    private ByteBuffer next(ColumnLayout layout, long bytesMin) throws IOException {
        if (buffer * 2 >= buffers.length) {
            throw new DamagedStreamException(
                    "a record batch ends before field '" + layout.field().name() + "'");
        }
        long offset = buffers[buffer * 2];
        long size = buffers[buffer * 2 + 1];
        buffer++;
        if (offset < 0 || size < bytesMin || offset > body.limit() - size) {
            throw new DamagedStreamException("field '" + layout.field().name() + "' needs " + bytesMin
                    + " bytes and has bytes " + offset + " to " + (offset + size) + " of " + body.limit());
        }
        return body.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
