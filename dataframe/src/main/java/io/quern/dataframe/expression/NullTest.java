package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// Whether the operand is null, or with `isNegated` is not; never null itself.
public record NullTest(Expression input, boolean isNegated) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new NullTest(children.getFirst(), isNegated);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        return DataType.BOOLEAN;
    }

    @Override
    public String toString() {
        return "(" + input + (isNegated ? " is not null)" : " is null)");
    }
}
