package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Schema;
import java.util.List;

/// The value of a column.
public record ColumnReference(String name) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of();
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return this;
    }

    @Override
    public DataType typeIn(Schema schema) {
        return schema.field(name).type();
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        throw new IllegalStateException("the type of column '" + name + "' is its schema's");
    }

    @Override
    public String toString() {
        return name;
    }
}
