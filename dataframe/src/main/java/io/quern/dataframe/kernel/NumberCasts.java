package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Flat.Doubles;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;

/// Numbers to numbers and booleans.
final class NumberCasts {
    private static final double TWO_TO_63 = 0x1p63;
    private static final double TWO_TO_64 = 0x1p64;

    private NumberCasts() {}

    static Kernel wholeToWhole(CastFailure failure, IntegerType from, IntegerType to) {
        return (arguments, length, validity) -> {
            Longs source = Flat.longs(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            for (int row = 0; row < length; row++) {
                long value = source.values()[row & source.mask()];
                if (fits(value, from, to)) {
                    result.longs()[row] = value;
                } else {
                    result.fail(row, isUnsigned64(from) ? Long.toUnsignedString(value) : value);
                }
            }
            return result.whole(to);
        };
    }

    static Kernel floatingToWhole(CastFailure failure, IntegerType to) {
        return (arguments, length, validity) -> {
            Doubles source = Flat.doubles(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            for (int row = 0; row < length; row++) {
                double value = source.values()[row & source.mask()];
                if (fits(value, to)) {
                    result.longs()[row] =
                            value >= TWO_TO_63 ? (long) (value - TWO_TO_63) ^ Long.MIN_VALUE : (long) value;
                } else {
                    result.fail(row, value);
                }
            }
            return result.whole(to);
        };
    }

    static Kernel toFloating(IntegerType from, FloatingType to) {
        return (arguments, length, validity) -> {
            if (!isUnsigned64(from)) {
                return floating(Flat.doubles(arguments[0]), length, validity, to);
            }
            Longs source = Flat.longs(arguments[0]);
            double[] values = new double[length];
            for (int row = 0; row < length; row++) {
                values[row] = unsignedToDouble(source.values()[row & source.mask()]);
            }
            return floating(new Doubles(values, -1), length, validity, to);
        };
    }

    static Kernel floatingToFloating(FloatingType to) {
        return (arguments, length, validity) -> floating(Flat.doubles(arguments[0]), length, validity, to);
    }

    /// 0 is false, every other number true.
    static Vector toBoolean(Vector[] arguments, int length, Validity validity) {
        Doubles source = Flat.doubles(arguments[0]);
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            words[row >>> 6] |= (source.values()[row & source.mask()] != 0 ? 1L : 0L) << row;
        }
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    private static Vector floating(Doubles source, int length, Validity validity, FloatingType to) {
        if (to.bits() == 64) {
            double[] values = new double[length];
            for (int row = 0; row < length; row++) {
                values[row] = source.values()[row & source.mask()];
            }
            return new DoubleVector(to, length, validity, values);
        }
        float[] values = new float[length];
        for (int row = 0; row < length; row++) {
            values[row] = (float) source.values()[row & source.mask()];
        }
        return new FloatVector(to, length, validity, values);
    }

    private static double unsignedToDouble(long bits) {
        // The lowest bit stays, so that rounding goes the same way as for the whole number.
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    static boolean fits(long value, IntegerType from, IntegerType to) {
        if (isUnsigned64(from) && value < 0) {
            return isUnsigned64(to);
        }
        return fits(value, to);
    }

    /// Whether a signed number is in the type's range.
    static boolean fits(long value, IntegerType to) {
        if (to.isSigned()) {
            int unused = 64 - to.bits();
            return value << unused >> unused == value;
        }
        return value >= 0 && (to.bits() == 64 || value >>> to.bits() == 0);
    }

    private static boolean fits(double value, IntegerType to) {
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        if (isUnsigned64(to)) {
            return whole >= 0 && whole < TWO_TO_64;
        }
        return whole >= -TWO_TO_63 && whole < TWO_TO_63 && fits((long) whole, to);
    }

    static boolean isUnsigned64(IntegerType type) {
        return type.bits() == 64 && !type.isSigned();
    }
}
