package io.quern.dataframe.expression;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// The code points from `begin` up to, not including, `end`, counted from 0 as in Java; what the text does not
/// have is left out.
public record Substring(Expression input, int begin, int end) implements Expression {
    public Substring {
        if (begin < 0 || end < begin) {
            throw QuernException.user("substring(" + begin + ", " + end
                    + "): positions count from 0 and the end is not before the begin");
        }
    }

    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Substring(children.getFirst(), begin, end);
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        OperandTypes.requireText(this, operands.getFirst());
        return DataType.STRING;
    }

    @Override
    public String toString() {
        return "substring(" + input + ", " + begin + (end == Integer.MAX_VALUE ? "" : ", " + end) + ")";
    }
}
