package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// The operand under another name.
public record Alias(Expression input, String name) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Alias(children.getFirst(), name);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        return operands.getFirst();
    }

    @Override
    public String toString() {
        return input + " as " + name;
    }
}
