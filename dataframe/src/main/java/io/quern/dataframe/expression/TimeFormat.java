package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// A timestamp or date of UTC as text by a pattern of [DateTimeFormatter], in English.
public record TimeFormat(Expression input, String pattern) implements Expression {
    public TimeFormat {
        try {
            DateTimeFormatter _ = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw QuernException.user(
                    "format(\"" + pattern + "\") is no pattern of java.time.format.DateTimeFormatter: " + e.getMessage()
                            + "; for example \"yyyy-MM-dd HH:mm\"",
                    e);
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new TimeFormat(children.getFirst(), pattern);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType operand = operands.getFirst();
        if (!(operand instanceof DateType || operand instanceof TimestampType || OperandTypes.isNull(operand))) {
            throw OperandTypes.unfit(this, "a timestamp or a date", operand, "use cast(DataType.TIMESTAMP)");
        }
        return DataType.STRING;
    }

    @Override
    public String toString() {
        return "format(" + input + ", '" + pattern + "')";
    }
}
