package io.quern.dataframe.parquet;

import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import java.math.BigInteger;
import java.util.Arrays;

/// Whether the two rows of a vector of bounds are the right way round.
final class Bounds {
    private Bounds() {}

    static boolean areInOrder(Vector stored, Vector converted) {
        return switch (converted) {
            case IntVector ints -> ints.values()[0] <= ints.values()[1];
            case LongVector longs
            when isUnsigned(longs.type()) -> Long.compareUnsigned(longs.values()[0], longs.values()[1]) <= 0;
            case LongVector longs -> longs.values()[0] <= longs.values()[1];
            case FixedBytesVector fixed
            when fixed.type() instanceof DataType.DecimalType ->
                number(fixed, 0).compareTo(number(fixed, 1)) <= 0;
            case FixedBytesVector fixed -> {
                int width = fixed.widthBytes();
                yield Arrays.compareUnsigned(fixed.data(), 0, width, fixed.data(), width, 2 * width) <= 0;
            }
            default -> stored.length() == 2;
        };
    }

    private static boolean isUnsigned(DataType type) {
        return type instanceof DataType.IntegerType integer && !integer.isSigned();
    }

    private static BigInteger number(FixedBytesVector fixed, int row) {
        byte[] bigEndian = new byte[fixed.widthBytes()];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[bigEndian.length - 1 - i] = fixed.data()[row * bigEndian.length + i];
        }
        return new BigInteger(bigEndian);
    }
}
