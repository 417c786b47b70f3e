package io.quern.dataframe.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Picks rows of vectors by number, in any order and as often as wanted. The number [#NULL_ROW] gives a null row.
///
/// A dictionary vector stays one over the same dictionary, a constant stays constant unless null rows are mixed in.
/// Null lists and maps come out empty, whatever lay under them.
public final class Gather {
    /// The row number that stands for "no row": the result is null there.
    public static final int NULL_ROW = -1;

    private Gather() {}

    public static Batch rows(Batch batch, int[] rows, int count) {
        List<Vector> columns = new ArrayList<>(batch.columns().size());
        for (Vector column : batch.columns()) {
            columns.add(rows(column, rows, count));
        }
        return new Batch(batch.schema(), count, columns);
    }

    /// @param rows row numbers of `vector`, or [#NULL_ROW]; only the first `count` are used
    public static Vector rows(Vector vector, int[] rows, int count) {
        int all = 0;
        for (int i = 0; i < count; i++) {
            all |= rows[i];
        }
        boolean hasNullRows = all < 0;
        return switch (vector) {
            case ConstantVector constant -> constant(constant, rows, count, hasNullRows);
            case NullVector none -> new NullVector(none.type(), count);
            default ->
                hasNullRows
                        ? plain(vector, withoutNullRows(rows, count), count, validity(vector, rows, count))
                        : plain(vector, rows, count, validity(vector.validity(), rows, count));
        };
    }

    private static Vector plain(Vector vector, int[] rows, int count, Validity validity) {
        if (vector.length() == 0 && count > 0) {
            // Every row is a null row; there is nothing to copy from.
            return Nulls.of(vector.type(), count);
        }
        return switch (vector) {
            case BooleanVector booleans ->
                new BooleanVector(booleans.type(), count, validity, bits(booleans.words(), rows, count));
            case IntVector ints -> {
                int[] values = new int[count];
                int[] source = ints.values();
                for (int i = 0; i < count; i++) {
                    values[i] = source[rows[i]];
                }
                yield new IntVector(ints.type(), count, validity, values);
            }
            case LongVector longs -> {
                long[] values = new long[count];
                long[] source = longs.values();
                for (int i = 0; i < count; i++) {
                    values[i] = source[rows[i]];
                }
                yield new LongVector(longs.type(), count, validity, values);
            }
            case FloatVector floats -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = floats.values()[rows[i]];
                }
                yield new FloatVector(floats.type(), count, validity, values);
            }
            case DoubleVector doubles -> {
                double[] values = new double[count];
                for (int i = 0; i < count; i++) {
                    values[i] = doubles.values()[rows[i]];
                }
                yield new DoubleVector(doubles.type(), count, validity, values);
            }
            case BytesVector bytes -> bytes(bytes, rows, count, validity);
            case FixedBytesVector fixed -> fixed(fixed, rows, count, validity);
            case ListVector lists -> {
                ElementRows picked = ElementRows.of(lists.offsets(), rows, count, validity);
                yield new ListVector(lists.type(), count, validity, picked.offsets(), picked.of(lists.elements()));
            }
            case MapVector maps -> {
                ElementRows picked = ElementRows.of(maps.offsets(), rows, count, validity);
                yield new MapVector(
                        maps.type(),
                        count,
                        validity,
                        picked.offsets(),
                        picked.of(maps.keys()),
                        picked.of(maps.values()));
            }
            case StructVector structs -> {
                List<Vector> children = new ArrayList<>(structs.children().size());
                for (Vector child : structs.children()) {
                    children.add(rows(child, rows, count));
                }
                yield new StructVector(structs.type(), count, validity, children);
            }
            case ObjectVector objects -> {
                @Nullable Object[] values = new Object[count];
                for (int i = 0; i < count; i++) {
                    values[i] = validity.isValid(i) ? objects.values()[rows[i]] : null;
                }
                yield new ObjectVector(count, values);
            }
            case DictionaryVector codes -> {
                int[] picked = new int[count];
                for (int i = 0; i < count; i++) {
                    picked[i] = codes.codes()[rows[i]];
                }
                yield new DictionaryVector(count, validity, picked, codes.dictionary());
            }
            case ConstantVector _, NullVector _ -> throw new IllegalStateException("handled before: " + vector);
        };
    }

    private static Vector constant(ConstantVector constant, int[] rows, int count, boolean hasNullRows) {
        if (!hasNullRows) {
            return new ConstantVector(constant.value(), count);
        }
        long[] valid = new long[Validity.words(count)];
        for (int i = 0; i < count; i++) {
            valid[i >>> 6] |= (rows[i] >= 0 ? 1L : 0L) << i;
        }
        return new DictionaryVector(count, Validity.of(valid, count), new int[count], constant.value());
    }

    private static long[] bits(long[] words, int[] rows, int count) {
        long[] picked = new long[Validity.words(count)];
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            picked[i >>> 6] |= (words[row >>> 6] >>> row & 1) << i;
        }
        return picked;
    }

    private static Vector bytes(BytesVector source, int[] rows, int count, Validity validity) {
        int[] offsets = new int[count + 1];
        int[] from = source.offsets();
        long total = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (validity.isValid(i)) {
                total += from[row + 1] - from[row];
            }
            offsets[i + 1] = ArraySize.checked(total, "bytes");
        }
        byte[] data = new byte[offsets[count]];
        for (int i = 0; i < count; i++) {
            System.arraycopy(source.data(), from[rows[i]], data, offsets[i], offsets[i + 1] - offsets[i]);
        }
        return new BytesVector(source.type(), count, validity, data, offsets);
    }

    private static Vector fixed(FixedBytesVector source, int[] rows, int count, Validity validity) {
        int width = source.widthBytes();
        byte[] data = new byte[ArraySize.checked((long) count * width, "bytes")];
        for (int i = 0; i < count; i++) {
            System.arraycopy(source.data(), rows[i] * width, data, i * width, width);
        }
        return new FixedBytesVector(source.type(), count, validity, width, data);
    }

    private static Validity validity(Validity source, int[] rows, int count) {
        return source.hasNulls() ? Validity.of(bits(source.words(), rows, count), count) : Validity.ALL;
    }

    private static Validity validity(Vector vector, int[] rows, int count) {
        Validity source = vector.validity();
        long[] valid = new long[Validity.words(count)];
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            valid[i >>> 6] |= (row >= 0 && source.isValid(row) ? 1L : 0L) << i;
        }
        return Validity.of(valid, count);
    }

    /// The same numbers with row 0 for "no row"; the validity already says that it is null.
    private static int[] withoutNullRows(int[] rows, int count) {
        int[] safe = Arrays.copyOf(rows, count);
        for (int i = 0; i < count; i++) {
            safe[i] = Math.max(0, safe[i]);
        }
        return safe;
    }
}
