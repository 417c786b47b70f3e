package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Validities;
import io.quern.dataframe.type.DataType;

/// Whether its operand is null.
final class NullTestNode extends BoundNode {
    private final BoundNode operand;
    private final boolean isNegated;

    NullTestNode(BoundNode operand, boolean isNegated) {
        super(DataType.BOOLEAN, operand.inputs());
        this.operand = operand;
        this.isNegated = isNegated;
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        return Validities.nullTest(operand.evaluate(columns, length), length, isNegated);
    }
}
