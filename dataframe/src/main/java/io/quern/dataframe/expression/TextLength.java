package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// Number of code points of a text, as int64.
public record TextLength(Expression input) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new TextLength(children.getFirst());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        OperandTypes.requireText(this, operands.getFirst());
        return DataType.INT64;
    }

    @Override
    public String toString() {
        return "length(" + input + ")";
    }
}
