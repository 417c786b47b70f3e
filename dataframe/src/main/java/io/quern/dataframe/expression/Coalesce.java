package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// The first of the options that is not null. A later option is computed only for the rows that need it.
public record Coalesce(List<Expression> options) implements Expression {
    public Coalesce {
        options = List.copyOf(options);
        if (options.isEmpty()) {
            throw QuernException.user("coalesce() needs at least one value");
        }
    }

    @Override
    public List<Expression> children() {
        return options;
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Coalesce(children);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        return OperandTypes.common(operands, this);
    }

    @Override
    public String toString() {
        return "coalesce("
                + String.join(", ", options.stream().map(Expression::toString).toList()) + ")";
    }
}
