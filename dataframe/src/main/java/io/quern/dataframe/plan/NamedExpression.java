package io.quern.dataframe.plan;

import io.quern.dataframe.expression.Alias;
import io.quern.dataframe.expression.ColumnReference;
import io.quern.dataframe.expression.Expression;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.Serializable;

/// A column of a projection: an expression and what its result is called.
public record NamedExpression(String name, Expression expression) implements Serializable {
    /// Takes the name off an [Alias], so that plans compare by what they compute.
    public static NamedExpression of(Expression expression) {
        Expression bare = expression;
        while (bare instanceof Alias(Expression input, String _)) {
            bare = input;
        }
        return new NamedExpression(expression.name(), bare);
    }

    /// A column that passes through.
    public static NamedExpression column(String name) {
        return new NamedExpression(name, new ColumnReference(name));
    }

    /// Whether it passes a column through under its own name.
    public boolean isPassed() {
        return expression instanceof ColumnReference(String column) && column.equals(name);
    }

    Field fieldIn(Schema schema) {
        return expression instanceof ColumnReference(String column)
                ? schema.field(column).withName(name)
                : Field.of(name, expression.typeIn(schema));
    }

    @Override
    public String toString() {
        return isPassed() ? name : expression + " as " + name;
    }
}
