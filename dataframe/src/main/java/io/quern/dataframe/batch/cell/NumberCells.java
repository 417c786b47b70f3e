package io.quern.dataframe.batch.cell;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/// Numbers, dates and times out of [IntVector] and [LongVector].
final class NumberCells {
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private NumberCells() {}

    static CellReader of(IntVector vector) {
        int[] values = vector.values();
        return switch (vector.type()) {
            case DateType _ -> row -> LocalDate.ofEpochDay(values[row]);
            case TimeType time -> row -> time(values[row], time.unit());
            default -> row -> values[row];
        };
    }

    static CellReader of(LongVector vector) {
        long[] values = vector.values();
        return switch (vector.type()) {
            case TimestampType timestamp when timestamp.isUtc() -> row -> instant(values[row], timestamp.unit());
            case TimestampType timestamp ->
                row -> LocalDateTime.ofInstant(instant(values[row], timestamp.unit()), ZoneOffset.UTC);
            case TimeType time -> row -> time(values[row], time.unit());
            case IntegerType integer when integer.bits() == 64 && !integer.isSigned() -> row -> unsigned(values[row]);
            case DataType _ -> row -> values[row];
        };
    }

    private static BigInteger unsigned(long bits) {
        BigInteger value = BigInteger.valueOf(bits);
        return bits < 0 ? value.add(TWO_TO_64) : value;
    }

    private static LocalTime time(long value, TimeUnit unit) {
        try {
            return LocalTime.ofNanoOfDay(Math.multiplyExact(value, NANOS_A_SECOND / unit.perSecond()));
        } catch (DateTimeException | ArithmeticException e) {
            throw QuernException.user("time(" + unit + ") value " + value + " is not within one day", e);
        }
    }

    private static Instant instant(long value, TimeUnit unit) {
        long perSecond = unit.perSecond();
        try {
            return Instant.ofEpochSecond(
                    Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond) * (NANOS_A_SECOND / perSecond));
        } catch (DateTimeException e) {
            throw QuernException.user(
                    "timestamp(" + unit + ") value " + value + " is beyond the year 1,000,000,000", e);
        }
    }
}
