package io.quern.dataframe.expression;

import io.quern.dataframe.type.DataType;
import java.util.List;

/// The number with the other sign: int64 or double; an overflow is an error.
public record Negation(Expression input) implements Expression {
    @Override
    public List<Expression> children() {
        return List.of(input);
    }

    @Override
    public Expression withChildren(List<Expression> children) {
        return new Negation(children.getFirst());
    }

    @Override
    public DataType typeOf(List<DataType> operands) {
        DataType operand = operands.getFirst();
        if (!OperandTypes.isNumber(operand) && !OperandTypes.isNull(operand)) {
            throw OperandTypes.unfit(
                    this,
                    "a whole or floating point number",
                    operand,
                    "use cast(DataType.INT64) or cast(DataType.DOUBLE)");
        }
        return OperandTypes.isWhole(operand) ? DataType.INT64 : DataType.DOUBLE;
    }

    @Override
    public String toString() {
        return "-" + input;
    }
}
