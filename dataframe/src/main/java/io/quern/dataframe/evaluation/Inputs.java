package io.quern.dataframe.evaluation;

import java.util.Arrays;
import java.util.List;

/// Which columns operands read.
final class Inputs {
    private Inputs() {}

    static int[] of(List<BoundNode> operands) {
        return operands.stream()
                .flatMapToInt(operand -> Arrays.stream(operand.inputs()))
                .sorted()
                .distinct()
                .toArray();
    }
}
