package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Logical;
import io.quern.dataframe.kernel.BooleanLogic;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// `and` and `or`, which may be known although an operand is null.
final class LogicalNode extends BoundNode {
    private final Logical.Operator operator;
    private final BoundNode left;
    private final BoundNode right;

    LogicalNode(Logical.Operator operator, BoundNode left, BoundNode right) {
        super(DataType.BOOLEAN, Inputs.of(List.of(left, right)));
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        Vector a = left.evaluate(columns, length);
        Vector b = right.evaluate(columns, length);
        return operator == Logical.Operator.AND ? BooleanLogic.and(a, b, length) : BooleanLogic.or(a, b, length);
    }
}
