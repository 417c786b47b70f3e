package io.quern.dataframe.kernel;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Flat.Doubles;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;

/// Sums, differences, products, quotients and remainders. Whole numbers overflow into an error that names the
/// values.
public final class Arithmetics {
    private Arithmetics() {}

    public static Vector addLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        Longs b = Flat.longs(arguments[1]);
        long[] result = new long[length];
        long overflow = 0;
        for (int row = 0; row < length; row++) {
            long x = a.values()[row & a.mask()];
            long y = b.values()[row & b.mask()];
            long sum = x + y;
            overflow |= (x ^ sum) & (y ^ sum);
            result[row] = sum;
        }
        if (overflow < 0) {
            checkEach(a, b, length, validity, "+");
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    public static Vector subtractLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        Longs b = Flat.longs(arguments[1]);
        long[] result = new long[length];
        long overflow = 0;
        for (int row = 0; row < length; row++) {
            long x = a.values()[row & a.mask()];
            long y = b.values()[row & b.mask()];
            long difference = x - y;
            overflow |= (x ^ y) & (x ^ difference);
            result[row] = difference;
        }
        if (overflow < 0) {
            checkEach(a, b, length, validity, "-");
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    public static Vector multiplyLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        Longs b = Flat.longs(arguments[1]);
        long[] result = new long[length];
        boolean hasOverflow = false;
        for (int row = 0; row < length; row++) {
            long x = a.values()[row & a.mask()];
            long y = b.values()[row & b.mask()];
            long product = x * y;
            hasOverflow |= Math.multiplyHigh(x, y) != product >> 63;
            result[row] = product;
        }
        if (hasOverflow) {
            checkEach(a, b, length, validity, "*");
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    /// Null where the divisor is 0.
    public static Vector remainderLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        Longs b = Flat.longs(arguments[1]);
        long[] result = new long[length];
        for (int row = 0; row < length; row++) {
            long y = b.values()[row & b.mask()];
            result[row] = y == 0 ? 0 : a.values()[row & a.mask()] % y;
        }
        return new LongVector(DataType.INT64, length, withoutZeros(b, length, validity), result);
    }

    /// The quotient of whole numbers as double; null where the divisor is 0.
    public static Vector divideLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        Longs b = Flat.longs(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = (double) a.values()[row & a.mask()] / (double) b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, withoutZeros(b, length, validity), result);
    }

    public static Vector addDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        Doubles b = Flat.doubles(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = a.values()[row & a.mask()] + b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    public static Vector subtractDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        Doubles b = Flat.doubles(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = a.values()[row & a.mask()] - b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    public static Vector multiplyDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        Doubles b = Flat.doubles(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = a.values()[row & a.mask()] * b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    public static Vector divideDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        Doubles b = Flat.doubles(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = a.values()[row & a.mask()] / b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    public static Vector remainderDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        Doubles b = Flat.doubles(arguments[1]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = a.values()[row & a.mask()] % b.values()[row & b.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    public static Vector negateLongs(Vector[] arguments, int length, Validity validity) {
        Longs a = Flat.longs(arguments[0]);
        long[] result = new long[length];
        boolean hasOverflow = false;
        for (int row = 0; row < length; row++) {
            long x = a.values()[row & a.mask()];
            hasOverflow |= x == Long.MIN_VALUE;
            result[row] = -x;
        }
        if (hasOverflow) {
            checkEach(new Longs(new long[1], 0), a, length, validity, "-");
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    public static Vector negateDoubles(Vector[] arguments, int length, Validity validity) {
        Doubles a = Flat.doubles(arguments[0]);
        double[] result = new double[length];
        for (int row = 0; row < length; row++) {
            result[row] = -a.values()[row & a.mask()];
        }
        return new DoubleVector(DataType.DOUBLE, length, validity, result);
    }

    /// An overflow was seen: fails if it was in a valid row.
    private static void checkEach(Longs a, Longs b, int length, Validity validity, String operator) {
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                check(a.values()[row & a.mask()], b.values()[row & b.mask()], operator);
            }
        }
    }

    private static void check(long x, long y, String operator) {
        try {
            long _ = switch (operator) {
                case "+" -> Math.addExact(x, y);
                case "-" -> Math.subtractExact(x, y);
                default -> Math.multiplyExact(x, y);
            };
        } catch (ArithmeticException e) {
            throw QuernException.user(
                    x + " " + operator + " " + y + " does not fit into int64; cast an operand to double", e);
        }
    }

    private static Validity withoutZeros(Longs divisors, int length, Validity validity) {
        long[] words = validity.toWords(length);
        for (int row = 0; row < length; row++) {
            if (divisors.values()[row & divisors.mask()] == 0) {
                words[row >>> 6] &= ~(1L << row);
            }
        }
        return Validity.of(words, length);
    }
}
