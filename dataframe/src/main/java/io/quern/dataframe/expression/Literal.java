package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.TimeUnit;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same value in every row.
///
/// @param value a `Boolean`, `Long` (whole numbers, dates in days, timestamps in their unit), `Double`,
///     `String`, or null
public record Literal(@Nullable Object value, DataType type) implements Expression {
    private static final long NANOS_A_MICRO = 1_000;

    /// The literal for a Java value. Times are of UTC, in microseconds, or nanoseconds where they need it.
    ///
    /// @throws QuernException if there is no column type for the value's class
    public static Literal of(@Nullable Object value) {
        return switch (value) {
            case null -> new Literal(null, DataType.NULL);
            case Boolean truth -> new Literal(truth, DataType.BOOLEAN);
            case Byte number -> new Literal(number.longValue(), DataType.INT32);
            case Short number -> new Literal(number.longValue(), DataType.INT32);
            case Integer number -> new Literal(number.longValue(), DataType.INT32);
            case Long number -> new Literal(number, DataType.INT64);
            case Float number -> new Literal(number.doubleValue(), DataType.FLOAT);
            case Double number -> new Literal(number, DataType.DOUBLE);
            case Character letter -> new Literal(letter.toString(), DataType.STRING);
            case CharSequence text -> new Literal(text.toString(), DataType.STRING);
            case LocalDate date -> new Literal(date.toEpochDay(), DataType.DATE);
            case LocalDateTime time -> timestamp(time.toInstant(ZoneOffset.UTC));
            case Instant time -> timestamp(time);
            default ->
                throw QuernException.user("lit(" + value + "): no column type for a "
                        + value.getClass().getName()
                        + "; give a String, a number (int, long, float, double), a boolean, a LocalDate, a LocalDateTime,"
                        + " an Instant or null");
        };
    }

    private static Literal timestamp(Instant time) {
        TimeUnit unit = time.getNano() % NANOS_A_MICRO == 0 ? TimeUnit.MICROS : TimeUnit.NANOS;
        try {
            long whole = Math.multiplyExact(time.getEpochSecond(), unit.perSecond());
            long part = time.getNano() / (TimeUnit.NANOS.perSecond() / unit.perSecond());
            return new Literal(Math.addExact(whole, part), new TimestampType(unit, true));
        } catch (ArithmeticException _) {
            throw QuernException.user("lit(" + time + "): no timestamp in " + unit + " reaches that far from 1970");
        }
    }

    @Override
    public List<Expression> children() {
        return List.of();
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return this;
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        return type;
    }

    @Override
    public String toString() {
        return switch (value) {
            case null -> "null";
            case String text -> "'" + text + "'";
            case Long days when type.equals(DataType.DATE) -> "'" + LocalDate.ofEpochDay(days) + "'";
            case Long units
            when type instanceof TimestampType(TimeUnit unit, boolean _) ->
                "'"
                        + LocalDateTime.ofEpochSecond(
                                Math.floorDiv(units, unit.perSecond()),
                                (int) (Math.floorMod(units, unit.perSecond())
                                        * (TimeUnit.NANOS.perSecond() / unit.perSecond())),
                                ZoneOffset.UTC)
                        + "'";
            default -> value.toString();
        };
    }
}
