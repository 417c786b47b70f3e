package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.IntegerType;

/// Numbers that a cast makes, and the rows where it could not.
final class CastResult {
    private static final long[] NONE = new long[0];

    private final CastFailure failure;
    private final int length;
    private final Validity validity;
    private final long[] longs;
    private long[] valid = NONE;

    CastResult(CastFailure failure, int length, Validity validity) {
        this.failure = failure;
        this.length = length;
        this.validity = validity;
        this.longs = new long[length];
    }

    /// To be filled.
    long[] longs() {
        return longs;
    }

    /// Notes that the row cannot be cast: an error unless the row is null or the cast lenient.
    @SuppressWarnings("ReferenceEquality") // NONE is a sentinel
    void fail(int row, Object value) {
        if (validity.isNull(row)) {
            return;
        }
        if (!failure.isLenient()) {
            throw failure.of(value, null);
        }
        if (valid == NONE) {
            valid = validity.toWords(length);
        }
        valid[row >>> 6] &= ~(1L << row);
    }

    @SuppressWarnings("ReferenceEquality") // NONE is a sentinel
    Validity validity() {
        return valid == NONE ? validity : Validity.of(valid, length);
    }

    /// The vector of a whole, date or timestamp type.
    Vector whole(DataType type) {
        boolean isNarrow = type instanceof DateType
                || (type instanceof IntegerType(int bits, boolean isSigned) && (bits < 32 || (bits == 32 && isSigned)));
        if (!isNarrow) {
            return new LongVector(type, length, validity(), longs);
        }
        int[] ints = new int[length];
        for (int row = 0; row < length; row++) {
            ints[row] = (int) longs[row];
        }
        return new IntVector(type, length, validity(), ints);
    }
}
