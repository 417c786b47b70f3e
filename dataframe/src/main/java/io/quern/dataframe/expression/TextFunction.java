package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;
import java.util.Locale;

/// Text made of text: upper and lower case as Unicode's full mapping without a locale, or without blanks (code
/// points up to U+0020) at both ends.
public record TextFunction(Operator operator, Expression input) implements Expression {
    /// Which one.
    public enum Operator {
        UPPER,
        LOWER,
        TRIM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new TextFunction(operator, children.getFirst());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        OperandTypes.requireText(this, operands.getFirst());
        return DataType.STRING;
    }

    @Override
    public String toString() {
        return operator + "(" + input + ")";
    }
}
