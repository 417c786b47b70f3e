package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Gather;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// A member of a struct.
final class FieldNode extends BoundNode {
    private final BoundNode struct;
    private final int member;

    FieldNode(DataType type, BoundNode struct, int member) {
        super(type, struct.inputs());
        this.struct = struct;
        this.member = member;
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        StructVector structs = (StructVector) Flatten.top(struct.evaluate(columns, length));
        Vector child = structs.children().get(member);
        return structs.validity().hasNulls() ? withoutNullStructs(child, structs.validity(), length) : child;
    }

    private static Vector withoutNullStructs(Vector child, Validity validity, int length) {
        int[] rows = new int[length];
        for (int row = 0; row < length; row++) {
            rows[row] = validity.isValid(row) ? row : Gather.NULL_ROW;
        }
        return Gather.rows(child, rows, length);
    }
}
