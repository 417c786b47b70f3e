package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.type.DataType;
import java.util.Arrays;

/// Decimals: stored in 32 or 64 bits, or as big-endian two's complement of any width; ours are little-endian of
/// 16 or 32 bytes.
final class Decimals {
    private Decimals() {}

    static Vector convert(Vector stored, DataType.DecimalType type) {
        int width = type.widthBytes();
        byte[] out = new byte[Math.multiplyExact(stored.length(), width)];
        switch (stored) {
            case IntVector ints -> {
                for (int i = 0; i < ints.length(); i++) {
                    put(ints.values()[i], out, i * width, width);
                }
            }
            case LongVector longs -> {
                for (int i = 0; i < longs.length(); i++) {
                    put(longs.values()[i], out, i * width, width);
                }
            }
            case FixedBytesVector fixed -> {
                int stride = fixed.widthBytes();
                for (int i = 0; i < fixed.length(); i++) {
                    reverse(fixed.data(), i * stride, stride, out, i * width, width, fixed.isNull(i));
                }
            }
            case BytesVector bytes -> fromBytes(bytes, out, width);
            default -> throw new IllegalStateException("decimals in " + stored.getClass());
        }
        Validity validity = stored.validity();
        return new FixedBytesVector(type, stored.length(), validity, width, out);
    }

    private static void fromBytes(BytesVector bytes, byte[] out, int width) {
        int[] offsets = bytes.offsets();
        for (int i = 0; i < bytes.length(); i++) {
            int length = offsets[i + 1] - offsets[i];
            reverse(bytes.data(), offsets[i], length, out, i * width, width, bytes.isNull(i));
        }
    }

    private static void put(long value, byte[] out, int at, int width) {
        LittleEndian.putLong(out, at, value);
        if (value < 0) {
            Arrays.fill(out, at + Long.BYTES, at + width, (byte) -1);
        }
    }

    private static void reverse(byte[] in, int from, int length, byte[] out, int at, int width, boolean isNull) {
        if (isNull || length == 0) {
            return;
        }
        byte sign = (byte) (in[from] >> 7);
        int used = Math.min(length, width);
        for (int i = 0; i < used; i++) {
            out[at + i] = in[from + length - 1 - i];
        }
        Arrays.fill(out, at + used, at + width, sign);
        for (int i = 0; i < length - used; i++) {
            if (in[from + i] != sign) {
                throw new MalformedException("a decimal of " + length + " bytes; the limit of its type is " + width);
            }
        }
        if (length > used && out[at + used - 1] >> 7 != sign) {
            throw new MalformedException("a decimal of " + length + " bytes; the limit of its type is " + width);
        }
    }
}
