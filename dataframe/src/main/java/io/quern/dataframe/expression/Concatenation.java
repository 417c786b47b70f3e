package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StructType;
import java.util.List;

/// The parts as text one after the other with the separator between them; null if one of them is null. Parts
/// that are not text are written as a cast to string writes them.
public record Concatenation(String separator, List<Expression> parts) implements Expression {
    public Concatenation {
        parts = List.copyOf(parts);
    }

    @Override
    public List<Expression> children() {
        return parts;
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Concatenation(separator, children);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        for (DataType operand : operands) {
            if (operand instanceof StructType
                    || operand instanceof ListType
                    || operand instanceof MapType
                    || operand instanceof ObjectType) {
                throw OperandTypes.unfit(this, "values that have a text", operand, "name one of its fields");
            }
            new Cast(this, DataType.STRING, false).typeOf(List.of(operand));
        }
        return DataType.STRING;
    }

    @Override
    public String toString() {
        String joined =
                String.join(", ", parts.stream().map(Expression::toString).toList());
        return separator.isEmpty() ? "concat(" + joined + ")" : "concatWith('" + separator + "', " + joined + ")";
    }
}
