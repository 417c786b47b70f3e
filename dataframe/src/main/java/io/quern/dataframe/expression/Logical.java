package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// `and` and `or` of SQL's three values: false and null is false, true or null is true, otherwise null gives
/// null. Both sides are computed for every row.
public record Logical(Operator operator, Expression left, Expression right) implements Expression {
    /// Which one.
    public enum Operator {
        AND("and"),
        OR("or");

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
        return new Logical(operator, children.getFirst(), children.getLast());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        operands.forEach(operand -> OperandTypes.requireBoolean(this, operand));
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return "(" + left + " " + operator + " " + right + ")";
    }
}
