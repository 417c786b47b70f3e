package io.quern.dataframe.kernel;

import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.expression.TimePart.Part;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.CivilDates;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.TimestampType;

/// Parts of dates and timestamps in UTC.
public final class TimeParts implements Kernel {
    private static final long SECONDS_A_DAY = 86_400;

    private final Part part;
    private final long perSecond;

    /// @param type a date or a timestamp
    public TimeParts(Part part, DataType type) {
        this.part = part;
        this.perSecond =
                type instanceof TimestampType timestamp ? timestamp.unit().perSecond() : 0;
    }

    @Override
    public Vector apply(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        long[] result = new long[length];
        for (int row = 0; row < length; row++) {
            long value = source.values()[row & source.mask()];
            result[row] = perSecond == 0 ? ofDays(value, 0) : ofSeconds(Math.floorDiv(value, perSecond));
        }
        return new LongVector(DataType.INT64, length, validity, result);
    }

    private long ofSeconds(long seconds) {
        return ofDays(Math.floorDiv(seconds, SECONDS_A_DAY), Math.floorMod(seconds, SECONDS_A_DAY));
    }

    private long ofDays(long days, long secondOfDay) {
        return switch (part) {
            case YEAR -> CivilDates.year(days);
            case MONTH -> CivilDates.month(days);
            case DAY -> CivilDates.day(days);
            case HOUR -> secondOfDay / 3_600;
            case MINUTE -> secondOfDay / 60 % 60;
            case SECOND -> secondOfDay % 60;
        };
    }
}
