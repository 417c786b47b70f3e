package io.quern.dataframe.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A 64-bit hash of bytes in the manner of wyhash: 16 bytes a round, each folded by a 128-bit product.
///
/// Not meant to resist chosen input, and never trusted for equality. Every call with the same bytes gives the
/// same hash, in every process.
final class ByteHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P0 = 0xa076_1d64_78bd_642fL;
    private static final long P1 = 0xe703_7ed1_a0b4_28dbL;
    private static final long P2 = 0x8ebc_6af0_9c88_c6e3L;

    private ByteHash() {}

    /// Hash of `data[from]` up to, not including, `data[to]`.
    static long of(byte[] data, int from, int to) {
        int length = to - from;
        long seed = P0 ^ length;
        int at = from;
        while (to - at > 16) {
            seed = fold((long) LONG.get(data, at) ^ P1, (long) LONG.get(data, at + 8) ^ seed);
            at += 16;
        }
        if (to - at >= 8) {
            return finish(seed, (long) LONG.get(data, at), (long) LONG.get(data, to - 8));
        }
        if (to - at >= 4) {
            return finish(seed, (int) INT.get(data, at) & 0xFFFF_FFFFL, (int) INT.get(data, to - 4) & 0xFFFF_FFFFL);
        }
        return finish(seed, few(data, at, to), 0);
    }

    /// Hash of a number.
    static long of(long value) {
        return fold(value ^ P1, P2);
    }

    private static long few(byte[] data, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 8 | (data[i] & 0xFF);
        }
        return bits;
    }

    private static long finish(long seed, long a, long b) {
        return fold(P2 ^ seed, fold(a ^ P1, b ^ seed));
    }

    private static long fold(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
