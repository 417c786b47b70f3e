package io.quern.dataframe.kernel;

import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.TimestampType;

/// Between dates and timestamps of every unit.
final class TimeCasts {
    private static final long SECONDS_A_DAY = 86_400;

    private TimeCasts() {}

    /// To a coarser type: the floor.
    static Kernel coarser(CastFailure failure, long factor, DataType to) {
        return (arguments, length, validity) -> {
            Longs source = Flat.longs(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            for (int row = 0; row < length; row++) {
                long value = source.values()[row & source.mask()];
                long floor = Math.floorDiv(value, factor);
                if (to.equals(DataType.DATE) && (int) floor != floor) {
                    result.fail(row, value);
                } else {
                    result.longs()[row] = floor;
                }
            }
            return result.whole(to);
        };
    }

    /// To a finer type, which reaches less far from 1970.
    static Kernel finer(CastFailure failure, long factor, DataType to) {
        return (arguments, length, validity) -> {
            Longs source = Flat.longs(arguments[0]);
            CastResult result = new CastResult(failure, length, validity);
            for (int row = 0; row < length; row++) {
                long value = source.values()[row & source.mask()];
                long product = value * factor;
                if (Math.multiplyHigh(value, factor) == product >> 63) {
                    result.longs()[row] = product;
                } else {
                    result.fail(row, value);
                }
            }
            return result.whole(to);
        };
    }

    /// Ticks of the type in a day.
    static long perDay(DataType type) {
        return type instanceof TimestampType timestamp
                ? SECONDS_A_DAY * timestamp.unit().perSecond()
                : 1;
    }

    static Kernel between(CastFailure failure, DataType from, DataType to) {
        long fromPerDay = perDay(from);
        long toPerDay = perDay(to);
        return toPerDay > fromPerDay
                ? finer(failure, toPerDay / fromPerDay, to)
                : coarser(failure, fromPerDay / toPerDay, to);
    }
}
