package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// Whether a text starts with, ends with or contains another, byte for byte.
public record TextMatch(Operator operator, Expression input, Expression part) implements Expression {
    /// Which one.
    public enum Operator {
        STARTS_WITH("startsWith"),
        ENDS_WITH("endsWith"),
        CONTAINS("contains");

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
        return List.of(input, part);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new TextMatch(operator, children.getFirst(), children.getLast());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        operands.forEach(operand -> OperandTypes.requireText(this, operand));
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return operator + "(" + input + ", " + part + ")";
    }
}
