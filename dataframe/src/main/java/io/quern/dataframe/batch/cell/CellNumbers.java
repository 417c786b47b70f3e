package io.quern.dataframe.batch.cell;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// Java numbers, dates and times as the numbers that vectors hold.
final class CellNumbers {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private CellNumbers() {}

    /// The value as a whole number, date, time or timestamp of that type.
    static long whole(Object value, DataType type) {
        return switch (type) {
            case IntegerType integer -> integer(value, integer);
            case DateType _
            when value instanceof LocalDate date ->
                inRange(value, type, date.toEpochDay(), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case TimeType time
            when value instanceof LocalTime local ->
                local.toNanoOfDay() / (NANOS_A_SECOND / time.unit().perSecond());
            case TimestampType timestamp -> timestamp(value, timestamp);
            default -> throw UnfitCellException.of(value, type);
        };
    }

    static Number number(Object value, DataType type) {
        if (value instanceof Number number) {
            return number;
        }
        throw UnfitCellException.of(value, type);
    }

    /// Little-endian two's complement of the type's width; digits beyond the scale are refused, not rounded.
    static byte[] decimal(Object value, DecimalType type) {
        BigDecimal exact = switch (value) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Long _, Integer _, Short _, Byte _ -> BigDecimal.valueOf(((Number) value).longValue());
            default -> throw UnfitCellException.of(value, type);
        };
        if (exact.stripTrailingZeros().scale() > type.scale()) {
            throw UnfitCellException.of(value, type, "it has more than " + type.scale() + " decimal places");
        }
        if (exact.signum() != 0 && exact.precision() - exact.scale() > type.precision() - type.scale()) {
            throw UnfitCellException.of(value, type, "it has too many digits");
        }
        byte[] bigEndian = exact.setScale(type.scale()).unscaledValue().toByteArray();
        byte[] bytes = new byte[type.widthBytes()];
        byte sign = (byte) (exact.signum() < 0 ? -1 : 0);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i < bigEndian.length ? bigEndian[bigEndian.length - 1 - i] : sign;
        }
        return bytes;
    }

    private static long integer(Object value, IntegerType type) {
        int bits = type.bits();
        if (value instanceof BigInteger big) {
            boolean fits = type.isSigned() ? big.bitLength() < bits : big.signum() >= 0 && big.bitLength() <= bits;
            if (!fits) {
                throw UnfitCellException.of(value, type, "it is out of range");
            }
            return big.longValue();
        }
        if (!(value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte)) {
            throw UnfitCellException.of(value, type);
        }
        long number = ((Number) value).longValue();
        if (type.isSigned()) {
            return inRange(value, type, number, -1L << (bits - 1), ~(-1L << (bits - 1)));
        }
        return inRange(value, type, number, 0, bits == 64 ? Long.MAX_VALUE : (1L << bits) - 1);
    }

    private static long timestamp(Object value, TimestampType type) {
        if (!type.isUtc()) {
            if (value instanceof LocalDateTime local) {
                return units(value, local.toInstant(ZoneOffset.UTC), type);
            }
            throw UnfitCellException.of(value, type);
        }
        return switch (value) {
            case Instant instant -> units(value, instant, type);
            case OffsetDateTime time -> units(value, time.toInstant(), type);
            case ZonedDateTime time -> units(value, time.toInstant(), type);
            default -> throw UnfitCellException.of(value, type);
        };
    }

    private static long units(Object value, Instant instant, TimestampType type) {
        TimeUnit unit = type.unit();
        BigInteger units = BigInteger.valueOf(instant.getEpochSecond())
                .multiply(BigInteger.valueOf(unit.perSecond()))
                .add(BigInteger.valueOf(instant.getNano() / (NANOS_A_SECOND / unit.perSecond())));
        if (units.bitLength() > 63) {
            throw UnfitCellException.of(value, type, "it is out of range");
        }
        return units.longValue();
    }

    private static long inRange(Object value, DataType type, long number, long min, long max) {
        if (number < min || number > max) {
            throw UnfitCellException.of(value, type, "the range is " + min + " to " + max);
        }
        return number;
    }
}
