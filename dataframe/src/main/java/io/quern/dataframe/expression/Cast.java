package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.util.List;

/// The value in another type. A value that the type cannot hold (text that is not a number, a number out of
/// range, a time beyond the unit's reach) is an error, or null where the cast `isLenient`.
///
/// Floating point becomes whole towards zero. A coarser time unit, and a date of a timestamp, are the floor.
/// Timestamps as text are ISO 8601 without a zone, `2017-09-17T01:00:00`, with 3, 6 or 9 digits of a second
/// where it has a fraction; numbers are written as Java does.
public record Cast(Expression input, DataType type, boolean isLenient) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Cast(children.getFirst(), type, isLenient);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType from = operands.getFirst();
        if (!isPossible(from, type)) {
            throw OperandTypes.unfit(this, "a type that can become " + type, from, remedy(from));
        }
        return type;
    }

    private static boolean isPossible(DataType from, DataType to) {
        if (from.equals(to) || from instanceof NullType) {
            return true;
        }
        boolean isSimple = isSimple(from);
        return switch (to) {
            case StringType _ -> isSimple || from instanceof DecimalType;
            case IntegerType _ -> OperandTypes.isNumber(from) || isIntegerSource(from);
            case FloatingType _ -> OperandTypes.isNumber(from) || from instanceof DecimalType || isIntegerSource(from);
            case BooleanType _ -> from instanceof StringType || OperandTypes.isNumber(from);
            case DateType _ -> from instanceof StringType || from instanceof TimestampType;
            case TimestampType _ ->
                from instanceof StringType || from instanceof TimestampType || from instanceof DateType;
            case BinaryType _ -> from instanceof StringType;
            default -> false;
        };
    }

    private static boolean isIntegerSource(DataType from) {
        return from instanceof StringType || from instanceof BooleanType || from instanceof IntegerType;
    }

    private static boolean isSimple(DataType from) {
        return from instanceof BooleanType
                || from instanceof IntegerType
                || from instanceof FloatingType
                || from instanceof DateType
                || from instanceof TimestampType;
    }

    private String remedy(DataType from) {
        return isSimple(from) && isPossible(DataType.STRING, type)
                ? "cast it to DataType.STRING first if that is meant"
                : "compute it in mapRows(…)";
    }

    @Override
    public String toString() {
        return (isLenient ? "tryCast(" : "cast(") + input + ", " + type + ")";
    }
}
