package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.util.List;
import java.util.Locale;

/// A part of a timestamp or date in UTC, as int64: the year, month 1 to 12, day of the month 1 to 31, hour 0 to
/// 23, minute and second 0 to 59. A date's time of day is 0.
public record TimePart(Part part, Expression input) implements Expression {
    /// Which one.
    public enum Part {
        YEAR,
        MONTH,
        DAY,
        HOUR,
        MINUTE,
        SECOND;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new TimePart(part, children.getFirst());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType operand = operands.getFirst();
        if (!(operand instanceof DateType || operand instanceof TimestampType || OperandTypes.isNull(operand))) {
            throw OperandTypes.unfit(this, "a timestamp or a date", operand, "use cast(DataType.TIMESTAMP)");
        }
        return DataType.INT64;
    }

    @Override
    public String toString() {
        return part + "(" + input + ")";
    }
}
