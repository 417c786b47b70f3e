package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.UnknownName;
import java.util.List;

/// One field of a struct; null where the struct is null.
public record FieldAccess(Expression input, String field) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new FieldAccess(children.getFirst(), field);
    }

    @Override
    public String name() {
        return field;
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        if (!(operands.getFirst() instanceof StructType(List<Field> fields))) {
            throw OperandTypes.unfit(this, "a struct", operands.getFirst(), "leave out field(\"" + field + "\")");
        }
        return fields.stream()
                .filter(candidate -> candidate.name().equals(field))
                .findFirst()
                .orElseThrow(() -> UnknownName.of(
                        "field", field, fields.stream().map(Field::name).toList()))
                .type();
    }

    @Override
    public String toString() {
        return input + "." + field;
    }
}
