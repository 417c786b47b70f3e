package io.quern.dataframe.evaluation;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.Arithmetic;
import io.quern.dataframe.expression.Cast;
import io.quern.dataframe.expression.Coalesce;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Comparison;
import io.quern.dataframe.expression.Concatenation;
import io.quern.dataframe.expression.Conditional;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.FieldAccess;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.expression.Membership;
import io.quern.dataframe.expression.Negation;
import io.quern.dataframe.expression.Not;
import io.quern.dataframe.expression.NullTest;
import io.quern.dataframe.expression.Rounding;
import io.quern.dataframe.expression.StructOf;
import io.quern.dataframe.expression.Substring;
import io.quern.dataframe.expression.TextFunction;
import io.quern.dataframe.expression.TextLength;
import io.quern.dataframe.expression.TextMatch;
import io.quern.dataframe.expression.TimeFormat;
import io.quern.dataframe.expression.TimePart;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Schema;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// Writes expressions in DuckDB's SQL, with our rules spelt out where its rules differ.
final class ExpressionSql {
    private final Schema schema;

    ExpressionSql(Schema schema) {
        this.schema = schema;
    }

    String of(Expression expression) {
        return switch (expression) {
            case Alias alias -> of(alias.input());
            case ColumnReference reference -> "\"" + reference.name() + "\"";
            case Literal literal -> literal(literal);
            case Comparison comparison ->
                binary(comparison.left(), comparison.operator().toString(), comparison.right());
            case Logical logical -> binary(logical.left(), logical.operator().toString(), logical.right());
            case Not not -> "(NOT " + of(not.input()) + ")";
            case NullTest test -> "(" + of(test.input()) + (test.isNegated() ? " IS NOT NULL)" : " IS NULL)");
            case Membership membership -> "(" + of(membership.input()) + " IN (" + join(membership.options()) + "))";
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case Negation negation -> "(-" + number(negation.input(), negation) + ")";
            case Cast cast -> cast(cast);
            case TextFunction function -> function.operator() + "(" + of(function.input()) + ")";
            case TextLength length -> "length(" + of(length.input()) + ")";
            case TextMatch match -> match(match);
            case Substring part -> substring(part);
            case Concatenation concatenation ->
                "("
                        + concatenation.parts().stream()
                                .map(part -> text(part))
                                .collect(Collectors.joining(" || '" + concatenation.separator() + "' || "))
                        + ")";
            case Coalesce coalesce -> "coalesce(" + join(coalesce.options()) + ")";
            case Conditional conditional -> conditional(conditional);
            case FieldAccess access -> of(access.input()) + ".\"" + access.field() + "\"";
            case StructOf struct ->
                "struct_pack("
                        + struct.parts().stream()
                                .map(part -> "\"" + part.name() + "\" := " + of(part))
                                .collect(Collectors.joining(", "))
                        + ")";
            case Rounding rounding -> rounding(rounding);
            case TimePart part -> part.part() + "(" + of(part.input()) + ")";
            case TimeFormat format -> "strftime(" + of(format.input()) + ", '%Y/%m/%d %H.%M')";
        };
    }

    private String literal(Literal literal) {
        String type = switch (literal.type()) {
            case IntegerType(int bits, boolean _) -> bits == 32 ? "::INTEGER" : "::BIGINT";
            case FloatingType _ -> "::DOUBLE";
            case DataType.DateType _ -> "::DATE";
            case TimestampType _ -> "::TIMESTAMP";
            default -> "";
        };
        return literal.value() instanceof Double number ? "'" + number + "'::DOUBLE" : "(" + literal + ")" + type;
    }

    private String binary(Expression left, String operator, Expression right) {
        return "(" + of(left) + " " + operator + " " + of(right) + ")";
    }

    private String arithmetic(Arithmetic arithmetic) {
        String a = number(arithmetic.left(), arithmetic);
        String b = number(arithmetic.right(), arithmetic);
        boolean areWhole = isWhole(arithmetic.left()) && isWhole(arithmetic.right());
        return switch (arithmetic.operator()) {
            case DIVIDE ->
                areWhole
                        ? "(CASE WHEN " + b + " = 0 THEN NULL ELSE " + a + "::DOUBLE / " + b + "::DOUBLE END)"
                        : "(" + a + " / " + b + ")";
            case REMAINDER -> areWhole ? "(" + a + " % nullif(" + b + ", 0))" : "fmod(" + a + ", " + b + ")";
            default -> "(" + a + " " + arithmetic.operator() + " " + b + ")";
        };
    }

    private String number(Expression operand, Expression whole) {
        boolean isDouble = !whole.typeIn(schema).equals(DataType.INT64) && !isWhole(operand);
        return "(" + of(operand) + ")::" + (isDouble ? "DOUBLE" : "BIGINT");
    }

    private boolean isWhole(Expression operand) {
        return operand.typeIn(schema) instanceof IntegerType;
    }

    private String cast(Cast cast) {
        String input = of(cast.input());
        DataType from = cast.input().typeIn(schema);
        if (cast.type().equals(DataType.STRING)) {
            return text(cast.input());
        }
        String name = cast.isLenient() ? "TRY_CAST(" : "CAST(";
        if (from instanceof FloatingType && cast.type() instanceof IntegerType) {
            return name + "trunc(" + input + ") AS " + type(cast.type()) + ")";
        }
        return name + input + " AS " + type(cast.type()) + ")";
    }

    private String text(Expression operand) {
        String input = of(operand);
        return switch (operand.typeIn(schema)) {
            case TimestampType _ -> "strftime(" + input + ", '%Y-%m-%dT%H:%M:%S')";
            default -> "(" + input + ")::VARCHAR";
        };
    }

    private static String type(DataType type) {
        return switch (type) {
            case IntegerType(int bits, boolean _) -> bits == 32 ? "INTEGER" : "BIGINT";
            case FloatingType _ -> "DOUBLE";
            case DataType.BooleanType _ -> "BOOLEAN";
            case DataType.DateType _ -> "DATE";
            case TimestampType _ -> "TIMESTAMP";
            default -> throw new IllegalArgumentException("not for the oracle: " + type);
        };
    }

    private String match(TextMatch match) {
        String name = switch (match.operator()) {
            case STARTS_WITH -> "starts_with";
            case ENDS_WITH -> "ends_with";
            case CONTAINS -> "contains";
        };
        return name + "(" + of(match.input()) + ", " + of(match.part()) + ")";
    }

    private String substring(Substring part) {
        String from = "substring(" + of(part.input()) + ", " + (part.begin() + 1);
        return part.end() == Integer.MAX_VALUE ? from + ")" : from + ", " + (part.end() - part.begin()) + ")";
    }

    private String conditional(Conditional conditional) {
        StringBuilder text = new StringBuilder("(CASE");
        for (int i = 0; i < conditional.conditions().size(); i++) {
            text.append(" WHEN ").append(of(conditional.conditions().get(i)));
            text.append(" THEN ").append(of(conditional.values().get(i)));
        }
        return text.append(" ELSE ")
                .append(of(conditional.otherwise()))
                .append(" END)")
                .toString();
    }

    private String rounding(Rounding rounding) {
        String input = of(rounding.input());
        String unit = unit(rounding.unit());
        String floor = "date_trunc('" + unit + "', " + input + ")";
        String next = "(" + floor + " + INTERVAL 1 " + unit + ")";
        String rounded = switch (rounding.operator()) {
            case FLOOR -> floor;
            case CEIL -> "CASE WHEN " + floor + " = " + input + " THEN " + floor + " ELSE " + next + " END";
            case ROUND ->
                "CASE WHEN " + input + "::TIMESTAMP - " + floor + "::TIMESTAMP < " + next + "::TIMESTAMP - " + input
                        + "::TIMESTAMP THEN " + floor + " ELSE " + next + " END";
        };
        String type = rounding.input().typeIn(schema).equals(DataType.DATE) ? "DATE" : "TIMESTAMP";
        return "((" + rounded + ")::" + type + ")";
    }

    private static String unit(ChronoUnit unit) {
        return switch (unit) {
            case MICROS -> "microsecond";
            case MILLIS -> "millisecond";
            case SECONDS -> "second";
            case MINUTES -> "minute";
            case HOURS -> "hour";
            case DAYS -> "day";
            case WEEKS -> "week";
            case MONTHS -> "month";
            case YEARS -> "year";
            default -> throw new IllegalArgumentException("not for the oracle: " + unit);
        };
    }

    private String join(List<Expression> expressions) {
        return expressions.stream().map(this::of).collect(Collectors.joining(", "));
    }
}
