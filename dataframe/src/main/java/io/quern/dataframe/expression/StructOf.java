package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A struct of the parts, each under its own name; never null itself.
public record StructOf(List<Expression> parts) implements Expression {
    public StructOf {
        parts = List.copyOf(parts);
        Set<String> seen = new HashSet<>();
        for (Expression part : parts) {
            if (!seen.add(part.name())) {
                throw QuernException.user(
                        "struct(…): two fields are named '" + part.name() + "'; rename one with as(\"…\")");
            }
        }
    }

    @Override
    public List<Expression> children() {
        return parts;
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new StructOf(children);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            fields.add(Field.of(parts.get(i).name(), operands.get(i)));
        }
        return new StructType(fields);
    }

    @Override
    public String toString() {
        return "struct("
                + String.join(", ", parts.stream().map(Expression::toString).toList()) + ")";
    }
}
