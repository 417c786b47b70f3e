package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// Whether the operand equals one of the options: as `=` with each, joined by `or`. No option gives false.
public record Membership(Expression input, List<Expression> options) implements Expression {
    public Membership {
        options = List.copyOf(options);
    }

    @Override
    public List<Expression> children() {
        List<Expression> children = new ArrayList<>();
        children.add(input);
        children.addAll(options);
        return children;
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Membership(children.getFirst(), children.subList(1, children.size()));
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType input = operands.getFirst();
        for (DataType option : operands) {
            DataType common = OperandTypes.common(input, option, this);
            if (!OperandTypes.isComparable(common)) {
                throw OperandTypes.unfit(this, "values that have an order", common, "compare its fields or elements");
            }
        }
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return "(" + input + " in ("
                + String.join(", ", options.stream().map(Expression::toString).toList()) + "))";
    }
}
