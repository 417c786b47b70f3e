package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.util.List;

/// Which types operators take, and which type two operands meet in.
public final class OperandTypes {
    private OperandTypes() {}

    public static boolean isNull(DataType type) {
        return type instanceof NullType;
    }

    /// A whole number that a signed 64-bit number holds.
    public static boolean isWhole(DataType type) {
        return type instanceof IntegerType(int bits, boolean isSigned) && (isSigned || bits < 64);
    }

    /// A number that arithmetic takes: decimals and uint64 are cast first.
    public static boolean isNumber(DataType type) {
        return isWhole(type) || type instanceof FloatingType;
    }

    public static boolean isText(DataType type) {
        return type instanceof StringType;
    }

    /// A type with one value a row that `=` and `<` order.
    public static boolean isComparable(DataType type) {
        return switch (type) {
            case BooleanType _, IntegerType _, FloatingType _, DecimalType _, StringType _ -> true;
            case BinaryType _, FixedBinaryType _, DateType _, TimeType _, TimestampType _, NullType _ -> true;
            default -> false;
        };
    }

    /// The type in which both can be held without loss: equal types; whole numbers meet in int64, numbers in
    /// double, timestamps in the finer unit, null in anything.
    ///
    /// @param what the expression, for the error
    /// @throws QuernException if there is none
    public static DataType common(DataType left, DataType right, Object what) {
        if (left.equals(right) || isNull(right)) {
            return left;
        }
        if (isNull(left)) {
            return right;
        }
        if (isWhole(left) && isWhole(right)) {
            return DataType.INT64;
        }
        if (isNumber(left) && isNumber(right)) {
            return DataType.DOUBLE;
        }
        if (left instanceof TimestampType a && right instanceof TimestampType b && a.isUtc() == b.isUtc()) {
            return a.unit().perSecond() >= b.unit().perSecond() ? a : b;
        }
        throw mismatch(what, left, right);
    }

    static DataType common(List<DataType> types, Object what) {
        DataType common = DataType.NULL;
        for (DataType type : types) {
            common = common(common, type, what);
        }
        return common;
    }

    static QuernException mismatch(Object what, DataType left, DataType right) {
        return QuernException.user(
                what + ": " + left + " and " + right + " do not go together; bring both to one type with"
                        + " cast(…), such as cast(DataType." + remedy(left, right) + ")");
    }

    static QuernException unfit(Object what, String wanted, Object actual, String remedy) {
        return QuernException.user(what + ": wants " + wanted + ", got " + actual + "; " + remedy);
    }

    /// Refuses a type that is neither text nor null.
    static void requireText(Object what, DataType actual) {
        if (!isText(actual) && !isNull(actual)) {
            throw unfit(what, "a string", actual, "use cast(DataType.STRING)");
        }
    }

    static void requireBoolean(Object what, DataType actual) {
        if (!(actual instanceof BooleanType) && !isNull(actual)) {
            throw unfit(what, "a boolean", actual, "compare it first, for example with ne(0) or isNotNull()");
        }
    }

    private static String remedy(DataType left, DataType right) {
        if (left instanceof TimestampType || right instanceof TimestampType) {
            return "TIMESTAMP";
        }
        if (left instanceof DecimalType || right instanceof DecimalType) {
            return "DOUBLE";
        }
        return isNumber(left) || isNumber(right) ? (isWhole(left) || isWhole(right) ? "INT64" : "DOUBLE") : "STRING";
    }
}
