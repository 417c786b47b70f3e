package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// Integers that are stored in 32 bits and are something else.
final class Integers {
    private Integers() {}

    /// Of 8 or 16 bits: whatever is above those is cut off, so that no value is outside its type.
    static Vector narrow(IntVector stored, DataType.IntegerType type) {
        int shift = Integer.SIZE - type.bits();
        int[] values = stored.values();
        int[] out = new int[stored.length()];
        if (type.isSigned()) {
            for (int i = 0; i < out.length; i++) {
                out[i] = values[i] << shift >> shift;
            }
        } else {
            for (int i = 0; i < out.length; i++) {
                out[i] = values[i] << shift >>> shift;
            }
        }
        return new IntVector(type, out.length, stored.validity(), out);
    }

    static Vector unsigned(IntVector stored) {
        int[] values = stored.values();
        long[] out = new long[stored.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i] & 0xFFFF_FFFFL;
        }
        return new LongVector(new DataType.IntegerType(32, false), out.length, stored.validity(), out);
    }
}
