package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.Literal;
import io.quern.dataframe.type.DataType;
import java.nio.charset.StandardCharsets;

/// Literals as vectors of one row.
final class Literals {
    private Literals() {}

    static Vector vector(Literal literal) {
        DataType type = literal.type();
        return switch (literal.value()) {
            case null -> new NullVector(type, 1);
            case Boolean truth -> new BooleanVector(type, 1, Validity.ALL, new long[] {truth ? 1 : 0});
            case Long number
            when type.equals(DataType.INT32) || type.equals(DataType.DATE) ->
                new IntVector(type, 1, Validity.ALL, new int[] {Math.toIntExact(number)});
            case Long number -> new LongVector(type, 1, Validity.ALL, new long[] {number});
            case Double number
            when type.equals(DataType.FLOAT) ->
                new FloatVector(type, 1, Validity.ALL, new float[] {number.floatValue()});
            case Double number -> new DoubleVector(type, 1, Validity.ALL, new double[] {number});
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                yield new BytesVector(type, 1, Validity.ALL, bytes, new int[] {0, bytes.length});
            }
            default ->
                throw new IllegalStateException(
                        "a literal of " + literal.value().getClass());
        };
    }
}
