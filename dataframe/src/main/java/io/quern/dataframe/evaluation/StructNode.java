package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// A struct whose members keep the encoding of their operands.
final class StructNode extends BoundNode {
    private final List<BoundNode> members;

    StructNode(DataType type, List<BoundNode> members) {
        super(type, Inputs.of(members));
        this.members = members;
    }

    @Override
    Vector evaluate(Vector[] columns, int length) {
        return compute(columns, length);
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        List<Vector> children =
                members.stream().map(member -> member.evaluate(columns, length)).toList();
        return new StructVector(type(), length, Validity.ALL, children);
    }
}
