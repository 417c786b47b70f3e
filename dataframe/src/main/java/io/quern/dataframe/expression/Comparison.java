package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// Compares two values of one kind. Text and binary compare as unsigned bytes (for UTF-8 that is code point
/// order), false before true, NaN equal to itself and above every number, -0.0 equal to 0.0. Whole numbers
/// against floating point ones compare as double.
public record Comparison(Operator operator, Expression left, Expression right) implements Expression {
    /// Which one.
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("<>"),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /// The operator that says the same with the operands exchanged.
        public Operator mirrored() {
            return switch (this) {
                case EQUAL, NOT_EQUAL -> this;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
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
        return new Comparison(operator, children.getFirst(), children.getLast());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType common = OperandTypes.common(operands.getFirst(), operands.getLast(), this);
        if (!OperandTypes.isComparable(common)) {
            throw OperandTypes.unfit(this, "values that have an order", common, "compare its fields or elements");
        }
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return "(" + left + " " + operator + " " + right + ")";
    }
}
