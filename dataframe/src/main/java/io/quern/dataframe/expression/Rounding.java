package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A timestamp or date brought to a whole unit of UTC time: down, up, or to the nearest (the later one of two
/// as near). Weeks begin on Monday. The type stays.
public record Rounding(Operator operator, Expression input, ChronoUnit unit) implements Expression {
    private static final Set<ChronoUnit> UNITS = EnumSet.of(
            ChronoUnit.NANOS,
            ChronoUnit.MICROS,
            ChronoUnit.MILLIS,
            ChronoUnit.SECONDS,
            ChronoUnit.MINUTES,
            ChronoUnit.HOURS,
            ChronoUnit.HALF_DAYS,
            ChronoUnit.DAYS,
            ChronoUnit.WEEKS,
            ChronoUnit.MONTHS,
            ChronoUnit.YEARS);

    /// Which one.
    public enum Operator {
        FLOOR,
        CEIL,
        ROUND;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Rounding {
        if (!UNITS.contains(unit)) {
            throw QuernException.user(operator + "(" + input + ", " + unit + "): the unit is one of " + UNITS);
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Rounding(operator, children.getFirst(), unit);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType operand = operands.getFirst();
        if (operand instanceof DateType || operand instanceof TimestampType) {
            return operand;
        }
        if (OperandTypes.isNull(operand)) {
            return DataType.TIMESTAMP;
        }
        throw OperandTypes.unfit(
                this,
                "a timestamp or a date",
                operand,
                OperandTypes.isText(operand)
                        ? "use cast(DataType.TIMESTAMP)"
                        : "round numbers with cast(DataType.INT64)");
    }

    @Override
    public String toString() {
        return operator + "(" + input + ", " + unit.toString().toLowerCase(Locale.ROOT) + ")";
    }
}
