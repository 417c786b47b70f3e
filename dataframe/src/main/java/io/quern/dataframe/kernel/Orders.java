package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Flat.Doubles;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.kernel.Flat.Texts;
import java.util.Arrays;

/// Brings values of every kind to long numbers in the same order, so that one family of loops compares them
/// all.
final class Orders {
    static final Longs ZERO = new Longs(new long[1], 0);

    private Orders() {}

    /// Unsigned numbers of 64 bits.
    static Longs ofUnsigned(Vector vector) {
        Longs source = Flat.longs(vector);
        long[] keys = new long[source.values().length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = source.values()[i] ^ Long.MIN_VALUE;
        }
        return new Longs(keys, source.mask());
    }

    /// NaN above everything, -0.0 as 0.0.
    static Longs ofDoubles(Vector vector) {
        Doubles source = Flat.doubles(vector);
        long[] keys = new long[source.values().length];
        for (int i = 0; i < keys.length; i++) {
            long bits = Double.doubleToLongBits(source.values()[i] + 0.0);
            keys[i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
        }
        return new Longs(keys, source.mask());
    }

    /// Below, at or above 0 as the left text is below, equal to or above the right one.
    static Longs ofTexts(Vector left, Vector right, int length) {
        Texts a = Flat.texts(left);
        Texts b = Flat.texts(right);
        long[] signs = new long[length];
        for (int row = 0; row < length; row++) {
            int i = a.entry(row);
            int j = b.entry(row);
            signs[row] = Arrays.compareUnsigned(
                    a.data(), a.offsets()[i], a.offsets()[i + 1], b.data(), b.offsets()[j], b.offsets()[j + 1]);
        }
        return new Longs(signs, -1);
    }

    /// 0 where the texts are equal.
    static Longs ofTextEquality(Vector left, Vector right, int length) {
        Texts a = Flat.texts(left);
        Texts b = Flat.texts(right);
        long[] signs = new long[length];
        for (int row = 0; row < length; row++) {
            int i = a.entry(row);
            int j = b.entry(row);
            boolean isEqual = Arrays.equals(
                    a.data(), a.offsets()[i], a.offsets()[i + 1], b.data(), b.offsets()[j], b.offsets()[j + 1]);
            signs[row] = isEqual ? 0 : 1;
        }
        return new Longs(signs, -1);
    }

    /// Times of two resolutions; the left one is `factor` times finer.
    static Longs ofMixedTimes(Vector fine, Vector coarse, long factor, int length) {
        Longs a = Flat.longs(fine);
        Longs b = Flat.longs(coarse);
        long[] signs = new long[length];
        for (int row = 0; row < length; row++) {
            long x = a.values()[row & a.mask()];
            long whole = Math.floorDiv(x, factor);
            int sign = Long.compare(whole, b.values()[row & b.mask()]);
            signs[row] = sign != 0 || whole * factor == x ? sign : 1;
        }
        return new Longs(signs, -1);
    }

    /// Values of fixed width: decimals as numbers, other bytes from the left, unsigned.
    static Longs ofFixed(Vector left, Vector right, boolean isNumber, int length) {
        long[] signs = new long[length];
        FixedBytesVector a = fixed(left);
        FixedBytesVector b = fixed(right);
        int width = a.widthBytes();
        for (int row = 0; row < length; row++) {
            int i = entry(left, row) * width;
            int j = entry(right, row) * width;
            signs[row] = isNumber
                    ? compareLittleEndian(a.data(), i, b.data(), j, width)
                    : Arrays.compareUnsigned(a.data(), i, i + width, b.data(), j, j + width);
        }
        return new Longs(signs, -1);
    }

    private static int compareLittleEndian(byte[] a, int i, byte[] b, int j, int width) {
        int sign = Byte.compare(a[i + width - 1], b[j + width - 1]);
        for (int at = width - 2; at >= 0 && sign == 0; at--) {
            sign = Byte.compareUnsigned(a[i + at], b[j + at]);
        }
        return sign;
    }

    private static FixedBytesVector fixed(Vector vector) {
        return switch (vector) {
            case ConstantVector constant -> fixed(constant.value());
            case DictionaryVector dictionary -> fixed(dictionary.dictionary());
            default -> (FixedBytesVector) vector;
        };
    }

    private static int entry(Vector vector, int row) {
        return switch (vector) {
            case ConstantVector _ -> 0;
            case DictionaryVector dictionary ->
                dictionary.validity().isNull(row) ? 0 : dictionary.codes()[row];
            default -> row;
        };
    }
}
