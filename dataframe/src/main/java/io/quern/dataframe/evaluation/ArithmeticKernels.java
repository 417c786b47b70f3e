package io.quern.dataframe.evaluation;

import io.quern.dataframe.expression.Arithmetic.Operator;
import io.quern.dataframe.expression.OperandTypes;
import io.quern.dataframe.kernel.Arithmetics;
import io.quern.dataframe.kernel.Kernel;
import io.quern.dataframe.type.DataType;
import java.util.List;

/// Chooses the kernels of arithmetic.
final class ArithmeticKernels {
    private ArithmeticKernels() {}

    static Kernel of(Operator operator, List<BoundNode> operands) {
        boolean areWhole = operands.stream()
                .map(BoundNode::type)
                .allMatch(type -> OperandTypes.isWhole(type) || OperandTypes.isNull(type));
        return areWhole ? ofLongs(operator) : ofDoubles(operator);
    }

    static Kernel ofNegation(DataType type) {
        return type.equals(DataType.INT64) ? Arithmetics::negateLongs : Arithmetics::negateDoubles;
    }

    private static Kernel ofLongs(Operator operator) {
        return switch (operator) {
            case ADD -> Arithmetics::addLongs;
            case SUBTRACT -> Arithmetics::subtractLongs;
            case MULTIPLY -> Arithmetics::multiplyLongs;
            case DIVIDE -> Arithmetics::divideLongs;
            case REMAINDER -> Arithmetics::remainderLongs;
        };
    }

    private static Kernel ofDoubles(Operator operator) {
        return switch (operator) {
            case ADD -> Arithmetics::addDoubles;
            case SUBTRACT -> Arithmetics::subtractDoubles;
            case MULTIPLY -> Arithmetics::multiplyDoubles;
            case DIVIDE -> Arithmetics::divideDoubles;
            case REMAINDER -> Arithmetics::remainderDoubles;
        };
    }
}
