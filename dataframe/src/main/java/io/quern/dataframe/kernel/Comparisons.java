package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Comparison.Operator;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;

/// `= <> < <= > >=` of values of one kind.
public final class Comparisons {
    private Comparisons() {}

    /// Whole numbers, booleans, dates, times, timestamps of one unit.
    public static Kernel ofLongs(Operator operator) {
        return (arguments, length, validity) ->
                compare(operator, Flat.longs(arguments[0]), Flat.longs(arguments[1]), length, validity);
    }

    public static Kernel ofUnsigned(Operator operator) {
        return (arguments, length, validity) ->
                compare(operator, Orders.ofUnsigned(arguments[0]), Orders.ofUnsigned(arguments[1]), length, validity);
    }

    public static Kernel ofDoubles(Operator operator) {
        return (arguments, length, validity) ->
                compare(operator, Orders.ofDoubles(arguments[0]), Orders.ofDoubles(arguments[1]), length, validity);
    }

    public static Kernel ofTexts(Operator operator) {
        boolean isEquality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        return (arguments, length, validity) -> {
            Vector left = arguments[0];
            Vector right = arguments[1];
            Longs signs = isEquality ? Orders.ofTextEquality(left, right, length) : Orders.ofTexts(left, right, length);
            return compare(operator, signs, Orders.ZERO, length, validity);
        };
    }

    /// Times of which the first is `factor` times finer.
    public static Kernel ofMixedTimes(Operator operator, long factor) {
        return (arguments, length, validity) -> {
            Longs signs = Orders.ofMixedTimes(arguments[0], arguments[1], factor, length);
            return compare(operator, signs, Orders.ZERO, length, validity);
        };
    }

    public static Kernel ofFixed(Operator operator, boolean isNumber) {
        return (arguments, length, validity) -> {
            Longs signs = Orders.ofFixed(arguments[0], arguments[1], isNumber, length);
            return compare(operator, signs, Orders.ZERO, length, validity);
        };
    }

    private static Vector compare(Operator operator, Longs left, Longs right, int length, Validity validity) {
        long[] words = switch (operator) {
            case EQUAL -> equal(left, right, length);
            case NOT_EQUAL -> not(equal(left, right, length));
            case LESS -> less(left, right, length);
            case LESS_OR_EQUAL -> not(less(right, left, length));
            case GREATER -> less(right, left, length);
            case GREATER_OR_EQUAL -> not(less(left, right, length));
        };
        return new BooleanVector(DataType.BOOLEAN, length, validity, words);
    }

    private static long[] equal(Longs left, Longs right, int length) {
        long[] words = new long[Validity.words(length)];
        long[] a = left.values();
        long[] b = right.values();
        int aMask = left.mask();
        int bMask = right.mask();
        for (int row = 0; row < length; row++) {
            words[row >>> 6] |= (a[row & aMask] == b[row & bMask] ? 1L : 0L) << row;
        }
        return words;
    }

    private static long[] less(Longs left, Longs right, int length) {
        long[] words = new long[Validity.words(length)];
        long[] a = left.values();
        long[] b = right.values();
        int aMask = left.mask();
        int bMask = right.mask();
        for (int row = 0; row < length; row++) {
            words[row >>> 6] |= (a[row & aMask] < b[row & bMask] ? 1L : 0L) << row;
        }
        return words;
    }

    private static long[] not(long[] words) {
        for (int i = 0; i < words.length; i++) {
            words[i] = ~words[i];
        }
        return words;
    }
}
