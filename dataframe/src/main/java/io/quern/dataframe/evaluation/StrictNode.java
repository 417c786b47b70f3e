package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Kernel;
import io.quern.dataframe.kernel.Validities;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// An operator that is null where an operand is.
final class StrictNode extends BoundNode {
    private final Kernel kernel;
    private final List<BoundNode> operands;

    StrictNode(DataType type, Kernel kernel, List<BoundNode> operands) {
        super(type, Inputs.of(operands));
        this.kernel = kernel;
        this.operands = operands;
    }

    @Override
    Vector compute(Vector[] columns, int length) {
        Vector[] arguments = new Vector[operands.size()];
        Validity validity = Validity.ALL;
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = operands.get(i).evaluate(columns, length);
            if (Validities.isNullConstant(arguments[i])) {
                return new NullVector(type(), length);
            }
            validity = Validities.and(validity, Validities.of(arguments[i]), length);
        }
        if (validity.nullCount() == length) {
            return new NullVector(type(), length);
        }
        return kernel.apply(arguments, length, validity);
    }
}
