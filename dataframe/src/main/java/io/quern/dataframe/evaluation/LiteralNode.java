package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.Vector;

/// A literal.
final class LiteralNode extends BoundNode {
    private final Vector value;

    /// @param value flat, one row
    LiteralNode(Vector value) {
        super(value.type(), new int[0]);
        this.value = value;
    }

    @Override
    Vector evaluate(Vector[] columns, int length) {
        return compute(columns, length);
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        return new ConstantVector(value, length);
    }
}
