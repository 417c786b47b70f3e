package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Cast;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimestampType;

/// Chooses the kernel of a cast.
public final class Casts {
    private Casts() {}

    /// @param from the operand's type, which the cast has accepted
    public static Kernel of(Cast cast, DataType from) {
        CastFailure failure = new CastFailure(cast);
        return switch (cast.type()) {
            case StringType _ -> toText(from);
            case IntegerType to -> toWhole(failure, from, to);
            case FloatingType to -> toFloating(failure, from, to);
            case BooleanType _ -> from instanceof StringType ? TextParsing.toBoolean(failure) : NumberCasts::toBoolean;
            case DateType _ ->
                from instanceof StringType
                        ? TextParsing.toDate(failure)
                        : TimeCasts.between(failure, from, cast.type());
            case TimestampType to ->
                from instanceof StringType
                        ? TextParsing.toTimestamp(failure, to)
                        : TimeCasts.between(failure, from, to);
            case BinaryType _ -> TextCasts::toBinary;
            default -> throw new IllegalStateException("no kernel for " + cast + " of " + from);
        };
    }

    /// The kernel that writes values of a type as text.
    public static Kernel toText(DataType from) {
        return switch (from) {
            case StringType _ -> (arguments, _, _) -> arguments[0];
            case BooleanType _ -> TextCasts::ofBooleans;
            case IntegerType type -> NumberCasts.isUnsigned64(type) ? TextCasts::ofUnsigned : TextCasts::ofLongs;
            case FloatingType type -> TextCasts.ofFloating(type.bits());
            case DecimalType type -> TextCasts.ofDecimals(type);
            case DateType _ -> TextCasts::ofDates;
            case TimestampType type -> TextCasts.ofTimestamps(type);
            default -> throw new IllegalStateException("no text of " + from);
        };
    }

    private static Kernel toWhole(CastFailure failure, DataType from, IntegerType to) {
        return switch (from) {
            case StringType _ -> TextParsing.toWhole(failure, to);
            case FloatingType _ -> NumberCasts.floatingToWhole(failure, to);
            case IntegerType type -> NumberCasts.wholeToWhole(failure, type, to);
            default -> NumberCasts.wholeToWhole(failure, new IntegerType(64, true), to);
        };
    }

    private static Kernel toFloating(CastFailure failure, DataType from, FloatingType to) {
        return switch (from) {
            case StringType _ -> TextParsing.toFloating(failure, to);
            case FloatingType _ -> NumberCasts.floatingToFloating(to);
            case DecimalType type -> decimalToFloating(type, to);
            case IntegerType type -> NumberCasts.toFloating(type, to);
            default ->
                (arguments, length, validity) -> {
                    LongVector longs = new LongVector(DataType.INT64, length, validity, longs(arguments[0], length));
                    return NumberCasts.floatingToFloating(to).apply(new Vector[] {longs}, length, validity);
                };
        };
    }

    private static Kernel decimalToFloating(DecimalType from, FloatingType to) {
        return (arguments, length, validity) -> {
            double[] values = TextCasts.decimalsToDoubles(arguments[0], from, length, validity);
            return to.bits() == 64
                    ? new DoubleVector(to, length, validity, values)
                    : narrow(to, length, validity, values);
        };
    }

    private static Vector narrow(FloatingType to, int length, Validity validity, double[] values) {
        float[] floats = new float[length];
        for (int row = 0; row < length; row++) {
            floats[row] = (float) values[row];
        }
        return new FloatVector(to, length, validity, floats);
    }

    private static long[] longs(Vector vector, int length) {
        Flat.Longs source = Flat.longs(vector);
        long[] values = new long[length];
        for (int row = 0; row < length; row++) {
            values[row] = source.values()[row & source.mask()];
        }
        return values;
    }
}
