package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// The value of the first condition that is true, else `otherwise`. Each condition and value is computed only
/// for the rows that reach it, so that a condition guards its value.
///
/// @param values as many as conditions
public record Conditional(List<Expression> conditions, List<Expression> values, Expression otherwise)
        implements Expression {
    public Conditional {
        conditions = List.copyOf(conditions);
        values = List.copyOf(values);
        if (conditions.size() != values.size()) {
            throw new IllegalArgumentException(conditions.size() + " conditions for " + values.size() + " values");
        }
    }

    @Override
    public List<Expression> children() {
        List<Expression> children = new ArrayList<>(conditions);
        children.addAll(values);
        children.add(otherwise);
        return children;
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        int size = conditions.size();
        return new Conditional(children.subList(0, size), children.subList(size, 2 * size), children.get(2 * size));
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        int size = conditions.size();
        operands.subList(0, size).forEach(operand -> OperandTypes.requireBoolean(this, operand));
        return OperandTypes.common(operands.subList(size, operands.size()), this);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("case");
        for (int i = 0; i < conditions.size(); i++) {
            text.append(" when ").append(conditions.get(i)).append(" then ").append(values.get(i));
        }
        return text.append(" else ").append(otherwise).append(" end").toString();
    }
}
