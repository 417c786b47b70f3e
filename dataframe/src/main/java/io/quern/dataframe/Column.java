package io.quern.dataframe;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.Arithmetic;
import io.quern.dataframe.expression.Cast;
import io.quern.dataframe.expression.Comparison;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.expression.FieldAccess;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.expression.Membership;
import io.quern.dataframe.expression.Negation;
import io.quern.dataframe.expression.Not;
import io.quern.dataframe.expression.NullTest;
import io.quern.dataframe.expression.Rounding;
import io.quern.dataframe.expression.Substring;
import io.quern.dataframe.expression.TextFunction;
import io.quern.dataframe.expression.TextLength;
import io.quern.dataframe.expression.TextMatch;
import io.quern.dataframe.expression.TimeFormat;
import io.quern.dataframe.expression.TimePart;
import io.quern.dataframe.type.DataType;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One value a row, computed from the columns of a frame: `col("price").times(2).as("double_price")`.
/// Immutable, lazy; made by [Columns].
///
/// Where a method takes an `Object`, it is a `Column` or a Java value as [Columns#lit] takes it. Null in an
/// operand gives null unless the method says otherwise. Times are of UTC. Names and types are checked when the
/// frame is built.
public record Column(Expression expression) {
    static Expression operand(@Nullable Object value) {
        return value instanceof Column column ? column.expression : CallSite.located(() -> Literal.of(value));
    }

    /// The same value under another name.
    public Column as(String name) {
        return new Column(new Alias(expression, name));
    }

    /// What the column is called in the result.
    public String name() {
        return expression.name();
    }

    // Comparisons. NaN equals itself and is above every number.

    public Column eq(@Nullable Object other) {
        return compare(Comparison.Operator.EQUAL, other);
    }

    public Column ne(@Nullable Object other) {
        return compare(Comparison.Operator.NOT_EQUAL, other);
    }

    public Column lt(@Nullable Object other) {
        return compare(Comparison.Operator.LESS, other);
    }

    public Column le(@Nullable Object other) {
        return compare(Comparison.Operator.LESS_OR_EQUAL, other);
    }

    public Column gt(@Nullable Object other) {
        return compare(Comparison.Operator.GREATER, other);
    }

    public Column ge(@Nullable Object other) {
        return compare(Comparison.Operator.GREATER_OR_EQUAL, other);
    }

    /// Both ends included.
    public Column between(@Nullable Object low, @Nullable Object high) {
        return ge(low).and(le(high));
    }

    /// Whether the value equals one of the options.
    public Column in(@Nullable Object... options) {
        return new Column(new Membership(
                expression, Arrays.stream(options).map(Column::operand).toList()));
    }

    /// True or false, never null.
    public Column isNull() {
        return new Column(new NullTest(expression, false));
    }

    /// True or false, never null.
    public Column isNotNull() {
        return new Column(new NullTest(expression, true));
    }

    // Logic of true, false and null as in SQL.

    /// False where one side is false, even if the other is null. Both sides are computed for every row: guard a
    /// value with [Columns#when], not with `and`.
    public Column and(Object other) {
        return new Column(new Logical(Logical.Operator.AND, expression, operand(other)));
    }

    /// True where one side is true, even if the other is null.
    public Column or(Object other) {
        return new Column(new Logical(Logical.Operator.OR, expression, operand(other)));
    }

    public Column not() {
        return new Column(new Not(expression));
    }

    // Arithmetic. Whole numbers give int64 and an overflow is an error; with a floating point operand the result is
    // double.

    public Column plus(@Nullable Object other) {
        return arithmetic(Arithmetic.Operator.ADD, other);
    }

    public Column minus(@Nullable Object other) {
        return arithmetic(Arithmetic.Operator.SUBTRACT, other);
    }

    public Column times(@Nullable Object other) {
        return arithmetic(Arithmetic.Operator.MULTIPLY, other);
    }

    /// The quotient, always double. A whole number divided by the whole number 0 is null.
    public Column dividedBy(@Nullable Object other) {
        return arithmetic(Arithmetic.Operator.DIVIDE, other);
    }

    /// What a division leaves, with the sign of the dividend as in Java; null where a whole divisor is 0.
    public Column remainder(@Nullable Object other) {
        return arithmetic(Arithmetic.Operator.REMAINDER, other);
    }

    public Column negated() {
        return new Column(new Negation(expression));
    }

    /// The value in another type; an error where the type cannot hold it. See [Cast] for the rules.
    public Column cast(DataType type) {
        return new Column(new Cast(expression, type, false));
    }

    /// The value in another type; null where the type cannot hold it.
    public Column tryCast(DataType type) {
        return new Column(new Cast(expression, type, true));
    }

    // Text.

    public Column upper() {
        return new Column(new TextFunction(TextFunction.Operator.UPPER, expression));
    }

    public Column lower() {
        return new Column(new TextFunction(TextFunction.Operator.LOWER, expression));
    }

    public Column trim() {
        return new Column(new TextFunction(TextFunction.Operator.TRIM, expression));
    }

    /// Number of code points.
    public Column length() {
        return new Column(new TextLength(expression));
    }

    public Column startsWith(Object prefix) {
        return new Column(new TextMatch(TextMatch.Operator.STARTS_WITH, expression, operand(prefix)));
    }

    public Column endsWith(Object suffix) {
        return new Column(new TextMatch(TextMatch.Operator.ENDS_WITH, expression, operand(suffix)));
    }

    public Column contains(Object part) {
        return new Column(new TextMatch(TextMatch.Operator.CONTAINS, expression, operand(part)));
    }

    /// The code points from `begin` on, counted from 0.
    public Column substring(int begin) {
        return substring(begin, Integer.MAX_VALUE);
    }

    /// The code points from `begin` up to, not including, `end`, counted from 0 as in Java; no error where the
    /// text is shorter.
    public Column substring(int begin, int end) {
        return new Column(new Substring(expression, begin, end));
    }

    // Times.

    /// The whole unit at or before the time: `floor(ChronoUnit.HOURS)` of 01:59 is 01:00. Weeks begin on
    /// Monday.
    public Column floor(ChronoUnit unit) {
        return new Column(new Rounding(Rounding.Operator.FLOOR, expression, unit));
    }

    /// The whole unit at or after the time.
    public Column ceil(ChronoUnit unit) {
        return new Column(new Rounding(Rounding.Operator.CEIL, expression, unit));
    }

    /// The nearest whole unit, the later one of two as near.
    public Column round(ChronoUnit unit) {
        return new Column(new Rounding(Rounding.Operator.ROUND, expression, unit));
    }

    public Column year() {
        return part(TimePart.Part.YEAR);
    }

    /// 1 to 12.
    public Column month() {
        return part(TimePart.Part.MONTH);
    }

    /// Of the month, 1 to 31.
    public Column day() {
        return part(TimePart.Part.DAY);
    }

    public Column hour() {
        return part(TimePart.Part.HOUR);
    }

    public Column minute() {
        return part(TimePart.Part.MINUTE);
    }

    public Column second() {
        return part(TimePart.Part.SECOND);
    }

    /// Text by a pattern of [java.time.format.DateTimeFormatter].
    public Column format(String pattern) {
        return new Column(new TimeFormat(expression, pattern));
    }

    /// A field of a struct.
    public Column field(String name) {
        return new Column(new FieldAccess(expression, name));
    }

    /// The expression as `explain` shows it.
    @Override
    public String toString() {
        return expression.toString();
    }

    private Column compare(Comparison.Operator operator, @Nullable Object other) {
        return new Column(new Comparison(operator, expression, operand(other)));
    }

    private Column arithmetic(Arithmetic.Operator operator, @Nullable Object other) {
        return new Column(new Arithmetic(operator, expression, operand(other)));
    }

    private Column part(TimePart.Part part) {
        return new Column(new TimePart(part, expression));
    }
}
