package io.quern.dataframe.parquet.convert;

import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.parquet.bytes.LittleEndian;
import io.quern.dataframe.parquet.bytes.MalformedException;
import io.quern.dataframe.type.DataType;

/// INT96 timestamps: nanoseconds of the day (8 bytes), then the Julian day (4), both little-endian.
///
/// Microseconds are computed modulo 2^64: Spark's own computation of the Julian day runs over near the end of
/// its range, and back when it reads. What has no place in nanoseconds is refused, for that is an ordinary year
/// such as 2300.
final class Int96 {
    private static final int WIDTH = 12;
    private static final long EPOCH_JULIAN_DAY = 2_440_588;
    private static final long SECONDS_A_DAY = 86_400;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private Int96() {}

    /// @param isLossAllowed whether digits finer than the unit may be cut off: only if somebody asked for the unit
    static Vector timestamps(FixedBytesVector stored, DataType.TimestampType type, boolean isLossAllowed) {
        byte[] data = stored.data();
        long[] out = new long[stored.length()];
        Validity validity = stored.validity();
        boolean hasNulls = validity.hasNulls();
        long perDay = SECONDS_A_DAY * type.unit().perSecond();
        long nanosAUnit = NANOS_A_SECOND / type.unit().perSecond();
        for (int i = 0; i < out.length; i++) {
            if (!hasNulls || validity.isValid(i)) {
                long nanos = LittleEndian.longAt(data, i * WIDTH);
                long day = LittleEndian.intAt(data, i * WIDTH + Long.BYTES) - EPOCH_JULIAN_DAY;
                out[i] = timestamp(day, nanos, perDay, nanosAUnit, isLossAllowed);
            }
        }
        return new LongVector(type, out.length, validity, out);
    }

    private static long timestamp(long day, long nanos, long perDay, long nanosAUnit, boolean isLossAllowed) {
        long units = nanosAUnit == 1 ? nanos : Math.floorDiv(nanos, nanosAUnit);
        if (!isLossAllowed && units * nanosAUnit != nanos) {
            throw new MalformedException("an INT96 timestamp has " + nanos + " nanoseconds of the day, and its writer"
                    + " microseconds only; read the column as timestamp(ns)");
        }
        long start = day * perDay;
        long sum = start + units;
        boolean isOver = Math.multiplyHigh(day, perDay) != start >> 63 || ((start ^ sum) & (units ^ sum)) < 0;
        if (isOver && nanosAUnit == 1) {
            throw new MalformedException("an INT96 timestamp, " + day
                    + " days after 1970, has no place in 64 bits of nanoseconds; read the column as timestamp(us)");
        }
        return sum;
    }
}
