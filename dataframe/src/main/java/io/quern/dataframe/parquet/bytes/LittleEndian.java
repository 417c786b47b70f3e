package io.quern.dataframe.parquet.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Little-endian numbers anywhere in a byte array.
public final class LittleEndian {
    /// Bytes that arrays handed to decoders have beyond their content, so that eight can be loaded at any position of
    /// it.
    public static final int PADDING = 8;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int intAt(byte[] data, int at) {
        return (int) INT.get(data, at);
    }

    public static long longAt(byte[] data, int at) {
        return (long) LONG.get(data, at);
    }

    public static void putLong(byte[] data, int at, long value) {
        LONG.set(data, at, value);
    }
}
