package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// True where the operand is false.
public record Not(Expression input) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Not(children.getFirst());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        OperandTypes.requireBoolean(this, operands.getFirst());
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return "not " + input;
    }
}
