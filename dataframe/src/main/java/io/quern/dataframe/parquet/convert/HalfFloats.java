package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;

/// IEEE 754 of 16 bits.
final class HalfFloats {
    private HalfFloats() {}

    static Vector widen(FixedBytesVector stored) {
        byte[] data = stored.data();
        float[] out = new float[stored.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.float16ToFloat((short) ((data[2 * i] & 0xFF) | (data[2 * i + 1] << 8)));
        }
        return new FloatVector(DataType.FLOAT, out.length, stored.validity(), out);
    }
}
