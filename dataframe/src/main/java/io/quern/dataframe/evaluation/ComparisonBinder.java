package io.quern.dataframe.evaluation;

import io.quern.dataframe.expression.Comparison.Operator;
import io.quern.dataframe.expression.OperandTypes;
import io.quern.dataframe.kernel.Comparisons;
import io.quern.dataframe.kernel.Kernel;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.util.List;

/// Chooses the kernel of a comparison by the type in which its sides meet.
final class ComparisonBinder {
    private ComparisonBinder() {}

    /// @param what the expression, for errors
    static BoundNode bind(Object what, Operator operator, BoundNode left, BoundNode right) {
        DataType common = OperandTypes.common(left.type(), right.type(), what);
        if (left.type() instanceof TimestampType a && right.type() instanceof TimestampType b && a.unit() != b.unit()) {
            return ofMixedTimes(operator, left, a, right, b);
        }
        return new StrictNode(DataType.BOOLEAN, kernel(operator, common), List.of(left, right));
    }

    private static BoundNode ofMixedTimes(
            Operator operator, BoundNode left, TimestampType a, BoundNode right, TimestampType b) {
        long leftPerSecond = a.unit().perSecond();
        long rightPerSecond = b.unit().perSecond();
        if (leftPerSecond > rightPerSecond) {
            Kernel kernel = Comparisons.ofMixedTimes(operator, leftPerSecond / rightPerSecond);
            return new StrictNode(DataType.BOOLEAN, kernel, List.of(left, right));
        }
        Kernel kernel = Comparisons.ofMixedTimes(operator.mirrored(), rightPerSecond / leftPerSecond);
        return new StrictNode(DataType.BOOLEAN, kernel, List.of(right, left));
    }

    private static Kernel kernel(Operator operator, DataType type) {
        return switch (type) {
            case FloatingType _ -> Comparisons.ofDoubles(operator);
            case IntegerType(int bits, boolean isSigned) ->
                bits == 64 && !isSigned ? Comparisons.ofUnsigned(operator) : Comparisons.ofLongs(operator);
            case StringType _, BinaryType _ -> Comparisons.ofTexts(operator);
            case DecimalType _ -> Comparisons.ofFixed(operator, true);
            case FixedBinaryType _ -> Comparisons.ofFixed(operator, false);
            default -> Comparisons.ofLongs(operator);
        };
    }
}
