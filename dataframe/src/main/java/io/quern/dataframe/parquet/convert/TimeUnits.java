package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.TimeUnit;

/// Times and timestamps from one unit to another: to a finer one exactly or not at all, to a coarser one rounded
/// down.
public final class TimeUnits {
    private TimeUnits() {}

    /// Whether both are times of the day, or both timestamps of the same kind, and differ in their unit at most.
    public static boolean differInUnitOnly(DataType a, DataType b) {
        if (a instanceof DataType.TimestampType left && b instanceof DataType.TimestampType right) {
            return left.isUtc() == right.isUtc();
        }
        return a instanceof DataType.TimeType && b instanceof DataType.TimeType;
    }

    /// @param to of the vector's kind, see [#differInUnitOnly]
    /// @throws MalformedException if a value has no place in the finer unit
    public static Vector convert(Vector vector, DataType to) {
        return switch (vector) {
            case DictionaryVector codes ->
                new DictionaryVector(codes.length(), codes.validity(), codes.codes(), convert(codes.dictionary(), to));
            case ConstantVector constant -> new ConstantVector(convert(constant.value(), to), constant.length());
            case NullVector nulls -> new NullVector(to, nulls.length());
            case IntVector ints -> {
                long[] values = new long[ints.length()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = ints.values()[i];
                }
                yield scale(new LongVector(ints.type(), values.length, ints.validity(), values), unit(ints.type()), to);
            }
            case LongVector longs -> scale(longs, unit(longs.type()), to);
            default -> throw new IllegalArgumentException("no times: " + vector.type());
        };
    }

    public static TimeUnit unit(DataType type) {
        return switch (type) {
            case DataType.TimeType time -> time.unit();
            case DataType.TimestampType timestamp -> timestamp.unit();
            default -> throw new IllegalArgumentException("no time: " + type);
        };
    }

    private static Vector scale(LongVector from, TimeUnit unit, DataType to) {
        long[] out = new long[from.length()];
        long up = unit(to).perSecond() / unit.perSecond();
        if (up >= 1) {
            refine(from, out, up, to);
        } else {
            long down = unit.perSecond() / unit(to).perSecond();
            for (int i = 0; i < out.length; i++) {
                out[i] = Math.floorDiv(from.values()[i], down);
            }
        }
        boolean isInt =
                to instanceof DataType.TimeType && (unit(to) == TimeUnit.SECONDS || unit(to) == TimeUnit.MILLIS);
        return isInt ? ints(out, from, to) : new LongVector(to, out.length, from.validity(), out);
    }

    private static void refine(LongVector from, long[] out, long up, DataType to) {
        for (int i = 0; i < out.length; i++) {
            long value = from.values()[i];
            long product = value * up;
            if (Math.multiplyHigh(value, up) != product >> 63 && !from.isNull(i)) {
                throw new MalformedException(
                        "the time " + value + " of " + from.type() + " has no place in 64 bits of " + to);
            }
            out[i] = product;
        }
    }

    private static IntVector ints(long[] values, LongVector from, DataType to) {
        int[] out = new int[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) values[i];
        }
        return new IntVector(to, out.length, from.validity(), out);
    }
}
