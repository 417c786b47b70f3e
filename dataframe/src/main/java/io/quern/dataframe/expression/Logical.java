package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;
import java.util.stream.Stream;

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

    /// The conditions that all must be true, from left to right; the condition itself if it is none joined by `and`.
    public static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof Logical(Operator operator, Expression left, Expression right)
                && operator == Operator.AND) {
            return Stream.concat(conjuncts(left).stream(), conjuncts(right).stream())
                    .toList();
        }
        return List.of(condition);
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
