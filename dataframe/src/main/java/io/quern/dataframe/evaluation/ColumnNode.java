package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// A column as it is.
final class ColumnNode extends BoundNode {
    private final int column;

    ColumnNode(DataType type, int column) {
        super(type, new int[] {column});
        this.column = column;
    }

    @Override
    Vector evaluate(Vector[] columns, int length) {
        return columns[column];
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        return columns[column];
    }
}
