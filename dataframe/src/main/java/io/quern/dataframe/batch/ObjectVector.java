package io.quern.dataframe.batch;

import io.quern.dataframe.type.DataType;
import org.jspecify.annotations.Nullable;

/// Java objects of the user's, null where null. What they hold in memory is not known here.
public record ObjectVector(int length, @Nullable Object[] values) implements Vector {
    private static final long BYTES_AN_OBJECT_GUESSED = 64;

    @Override
    public DataType type() {
        return DataType.OBJECT;
    }

    @Override
    public Validity validity() {
        long[] words = new long[Validity.words(length)];
        for (int row = 0; row < length; row++) {
            if (values[row] != null) {
                words[row >>> 6] |= 1L << row;
            }
        }
        return Validity.of(words, length);
    }

    @Override
    public boolean isNull(int row) {
        return values[row] == null;
    }

    @Override
    public long retainedBytes() {
        return values.length * BYTES_AN_OBJECT_GUESSED;
    }
}
