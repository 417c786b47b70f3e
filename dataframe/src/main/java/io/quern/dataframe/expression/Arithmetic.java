package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// `+ - * / %` of numbers. Whole numbers give int64, and an overflow is an error; with a floating point
/// operand, and for `/` always, the result is double by IEEE 754. A whole number divided by zero, and its
/// remainder, is null. The remainder has the sign of the dividend.
public record Arithmetic(Operator operator, Expression left, Expression right) implements Expression {
    /// Which one.
    public enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        REMAINDER("%");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        @Override
        public String toString() {
            return symbol;
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(left, right);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Arithmetic(operator, children.getFirst(), children.getLast());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        for (DataType operand : operands) {
            if (!OperandTypes.isNumber(operand) && !OperandTypes.isNull(operand)) {
                throw OperandTypes.unfit(
                        this,
                        "whole or floating point numbers",
                        operands.getFirst() + " " + operator + " " + operands.getLast(),
                        OperandTypes.isText(operand) && operator == Operator.ADD
                                ? "join text with concat(…)"
                                : "use cast(DataType.INT64) or cast(DataType.DOUBLE)");
            }
        }
        boolean areWhole = operands.stream().allMatch(type -> OperandTypes.isWhole(type) || OperandTypes.isNull(type));
        return areWhole && operator != Operator.DIVIDE ? DataType.INT64 : DataType.DOUBLE;
    }

    @Override
    public String toString() {
        return "(" + left + " " + operator + " " + right + ")";
    }
}
