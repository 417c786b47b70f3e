package io.quern.dataframe.kernel;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Rounding;
import io.quern.dataframe.expression.Rounding.Operator;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.CivilDates;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.time.temporal.ChronoUnit;

/// Floor, ceiling and nearest whole unit of dates and timestamps.
///
/// Times come in runs, so the interval of the last one is kept: a value inside it costs two comparisons.
public final class TimeRounding implements Kernel {
    private static final long SECONDS_A_DAY = 86_400;
    private static final long NANOS_A_SECOND = 1_000_000_000;
    /// 1970-01-01 was a Thursday; weeks begin three days before it.
    private static final long WEEK_SHIFT_DAYS = 3;

    private final Rounding rounding;
    private final DataType type;
    /// Ticks of the type in a day.
    private final long perDay;
    /// Ticks in the unit, 0 for months and years, 1 where the unit is no coarser than the type.
    private final long width;
    private final long shift;

    public TimeRounding(Rounding rounding, DataType type) {
        this.rounding = rounding;
        this.type = type;
        this.perDay = type instanceof TimestampType timestamp
                ? SECONDS_A_DAY * timestamp.unit().perSecond()
                : 1;
        this.width = width(rounding.unit(), perDay);
        this.shift = rounding.unit() == ChronoUnit.WEEKS ? WEEK_SHIFT_DAYS * perDay : 0;
    }

    @Override
    public Vector apply(Vector[] arguments, int length, Validity validity) {
        if (width == 1) {
            return arguments[0];
        }
        Longs source = Flat.longs(arguments[0]);
        long[] result = width == 0 ? byCalendar(source, length, validity) : byWidth(source, length, validity);
        if (type instanceof DateType) {
            return new IntVector(type, length, validity, narrow(result, length, validity));
        }
        return new LongVector(type, length, validity, result);
    }

    private static long width(ChronoUnit unit, long perDay) {
        return switch (unit) {
            case MONTHS, YEARS -> 0;
            case WEEKS -> 7 * perDay;
            case DAYS -> perDay;
            default -> {
                long nanos = unit.getDuration().toNanos();
                long nanosADay = SECONDS_A_DAY * NANOS_A_SECOND;
                // A tick is nanosADay / perDay long.
                yield Math.max(1, nanos / (nanosADay / perDay));
            }
        };
    }

    private long[] byWidth(Longs source, int length, Validity validity) {
        long[] result = new long[length];
        boolean isDown = rounding.operator() == Operator.FLOOR;
        long low = 1;
        long high = 0;
        for (int row = 0; row < length; row++) {
            long value = source.values()[row & source.mask()];
            if (value < low || value >= high) {
                long rest = Math.floorMod(value + shift, width);
                low = value - rest;
                high = low + width;
                if ((low > value || high < value) && validity.isValid(row)) {
                    throw outOfRange(value);
                }
            }
            result[row] = isDown ? low : up(value, low, high);
        }
        return result;
    }

    private long[] byCalendar(Longs source, int length, Validity validity) {
        long[] result = new long[length];
        boolean isDown = rounding.operator() == Operator.FLOOR;
        long low = 1;
        long high = 0;
        for (int row = 0; row < length; row++) {
            long value = source.values()[row & source.mask()];
            if (value < low || value >= high) {
                long days = Math.floorDiv(value, perDay);
                low = start(days) * perDay;
                high = next(days) * perDay;
                if ((low > value || high < value) && validity.isValid(row)) {
                    throw outOfRange(value);
                }
            }
            result[row] = isDown ? low : up(value, low, high);
        }
        return result;
    }

    private long up(long value, long low, long high) {
        if (value == low) {
            return low;
        }
        return rounding.operator() == Operator.CEIL || value - low >= high - value ? high : low;
    }

    private long start(long days) {
        long year = CivilDates.year(days);
        return CivilDates.daysOf(year, rounding.unit() == ChronoUnit.YEARS ? 1 : CivilDates.month(days));
    }

    private long next(long days) {
        long year = CivilDates.year(days);
        int month = CivilDates.month(days);
        return rounding.unit() == ChronoUnit.YEARS || month == 12
                ? CivilDates.daysOf(year + 1, 1)
                : CivilDates.daysOf(year, month + 1);
    }

    private int[] narrow(long[] values, int length, Validity validity) {
        int[] narrow = new int[length];
        for (int row = 0; row < length; row++) {
            narrow[row] = (int) values[row];
            if (narrow[row] != values[row] && validity.isValid(row)) {
                throw outOfRange(values[row]);
            }
        }
        return narrow;
    }

    private QuernException outOfRange(long value) {
        return QuernException.user(rounding + ": the result for " + value + " does not fit into " + type
                + "; filter such times out, or cast to a coarser unit first");
    }
}
