package io.quern.dataframe.kernel;

import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import java.util.Arrays;

/// Operands as plain arrays, whatever the encoding of their vector.
///
/// A constant stays one value: `values[row & mask]` reads row `row`, with `mask` 0 for a constant and -1
/// otherwise.
final class Flat {
    private Flat() {}

    /// Whole numbers, booleans (0 and 1) and times as 64 bits.
    record Longs(long[] values, int mask) {}

    /// Numbers as double.
    record Doubles(double[] values, int mask) {}

    /// Text: row `row` is entry `rows[row]` of the bytes, or entry `row & mask` where there are no `rows`.
    record Texts(byte[] data, int[] offsets, int[] rows, int mask) {
        private static final int[] NO_ROWS = new int[0];

        int entry(int row) {
            return rows.length == 0 ? row & mask : rows[row];
        }
    }

    static Longs longs(Vector vector) {
        return switch (vector) {
            case LongVector longs -> new Longs(longs.values(), -1);
            case IntVector ints -> new Longs(widen(ints.values(), ints.length()), -1);
            case BooleanVector booleans -> new Longs(widen(booleans.words(), booleans.length()), -1);
            case ConstantVector constant -> new Longs(longs(constant.value()).values(), 0);
            case DictionaryVector dictionary ->
                new Longs(take(longs(dictionary.dictionary()).values(), codes(dictionary), dictionary.length()), -1);
            default -> throw unexpected(vector, "whole numbers");
        };
    }

    static Doubles doubles(Vector vector) {
        return switch (vector) {
            case DoubleVector doubles -> new Doubles(doubles.values(), -1);
            case FloatVector floats -> new Doubles(widen(floats.values(), floats.length()), -1);
            case LongVector longs -> new Doubles(toDoubles(longs.values(), longs.length()), -1);
            case IntVector ints -> new Doubles(toDoubles(widen(ints.values(), ints.length()), ints.length()), -1);
            case ConstantVector constant ->
                new Doubles(doubles(constant.value()).values(), 0);
            case DictionaryVector dictionary ->
                new Doubles(
                        take(doubles(dictionary.dictionary()).values(), codes(dictionary), dictionary.length()), -1);
            default -> throw unexpected(vector, "numbers");
        };
    }

    static Texts texts(Vector vector) {
        return switch (vector) {
            case BytesVector bytes -> new Texts(bytes.data(), bytes.offsets(), Texts.NO_ROWS, -1);
            case ConstantVector constant
            when constant.value() instanceof BytesVector bytes ->
                new Texts(bytes.data(), bytes.offsets(), Texts.NO_ROWS, 0);
            case DictionaryVector dictionary
            when dictionary.dictionary() instanceof BytesVector bytes ->
                new Texts(bytes.data(), bytes.offsets(), codes(dictionary), -1);
            default -> throw unexpected(vector, "text");
        };
    }

    static BooleanVector booleans(Vector vector, int length) {
        return switch (vector) {
            case BooleanVector booleans -> booleans;
            case ConstantVector constant
            when constant.value() instanceof BooleanVector value -> {
                long[] words = new long[Validity.words(length)];
                Arrays.fill(words, -(value.words()[0] & 1));
                yield new BooleanVector(vector.type(), length, vector.validity(), words);
            }
            case DictionaryVector dictionary
            when dictionary.dictionary() instanceof BooleanVector values ->
                new BooleanVector(
                        vector.type(),
                        length,
                        Validities.of(vector),
                        takeBits(values.words(), codes(dictionary), length));
            default -> {
                if (Validities.isNullConstant(vector)) {
                    yield new BooleanVector(
                            vector.type(), length, Validity.none(length), new long[Validity.words(length)]);
                }
                throw unexpected(vector, "booleans");
            }
        };
    }

    /// Codes that are safe to use in every row: 0 where the row is null.
    private static int[] codes(DictionaryVector vector) {
        if (!vector.validity().hasNulls()) {
            return vector.codes();
        }
        int[] safe = Arrays.copyOf(vector.codes(), vector.length());
        Validity validity = vector.validity();
        for (int row = 0; row < safe.length; row++) {
            if (validity.isNull(row)) {
                safe[row] = 0;
            }
        }
        return safe;
    }

    private static long[] widen(int[] values, int length) {
        long[] wide = new long[length];
        for (int row = 0; row < length; row++) {
            wide[row] = values[row];
        }
        return wide;
    }

    private static long[] widen(long[] words, int length) {
        long[] wide = new long[length];
        for (int row = 0; row < length; row++) {
            wide[row] = words[row >>> 6] >>> row & 1;
        }
        return wide;
    }

    private static double[] widen(float[] values, int length) {
        double[] wide = new double[length];
        for (int row = 0; row < length; row++) {
            wide[row] = values[row];
        }
        return wide;
    }

    private static double[] toDoubles(long[] values, int length) {
        double[] wide = new double[length];
        for (int row = 0; row < length; row++) {
            wide[row] = values[row];
        }
        return wide;
    }

    private static long[] take(long[] entries, int[] codes, int length) {
        long[] taken = new long[length];
        if (entries.length > 0) {
            for (int row = 0; row < length; row++) {
                taken[row] = entries[codes[row]];
            }
        }
        return taken;
    }

    private static double[] take(double[] entries, int[] codes, int length) {
        double[] taken = new double[length];
        if (entries.length > 0) {
            for (int row = 0; row < length; row++) {
                taken[row] = entries[codes[row]];
            }
        }
        return taken;
    }

    private static long[] takeBits(long[] words, int[] codes, int length) {
        long[] taken = new long[Validity.words(length)];
        if (words.length > 0) {
            for (int row = 0; row < length; row++) {
                int code = codes[row];
                taken[row >>> 6] |= (words[code >>> 6] >>> code & 1) << row;
            }
        }
        return taken;
    }

    private static QuernException unexpected(Vector vector, String wanted) {
        return new QuernException(
                ErrorCode.INTERNAL,
                "a kernel for " + wanted + " got a " + vector.getClass().getSimpleName() + " of " + vector.type());
    }
}
