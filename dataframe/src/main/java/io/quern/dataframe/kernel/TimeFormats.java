package io.quern.dataframe.kernel;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.kernel.Flat.Longs;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.TimestampType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/// Dates and timestamps as text by a pattern.
public final class TimeFormats implements Kernel {
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private final String pattern;
    private final DateTimeFormatter formatter;
    private final DataType type;

    /// @param type a date or a timestamp
    public TimeFormats(String pattern, DataType type) {
        this.pattern = pattern;
        this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        this.type = type;
    }

    @Override
    public Vector apply(Vector[] arguments, int length, Validity validity) {
        Longs source = Flat.longs(arguments[0]);
        TextBuffer result = new TextBuffer(length);
        for (int row = 0; row < length; row++) {
            if (validity.isValid(row)) {
                result.append(format(source.values()[row & source.mask()]));
            }
            result.endRow();
        }
        return result.build(DataType.STRING, validity);
    }

    private String format(long value) {
        try {
            return formatter.format(time(value));
        } catch (DateTimeException e) {
            throw QuernException.user(
                    "format(\"" + pattern + "\") cannot write " + value + " of type " + type + ": " + e.getMessage(),
                    e);
        }
    }

    private TemporalAccessor time(long value) {
        if (type instanceof TimestampType timestamp) {
            long perSecond = timestamp.unit().perSecond();
            long nanos = Math.floorMod(value, perSecond) * (NANOS_A_SECOND / perSecond);
            return Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos).atOffset(ZoneOffset.UTC);
        }
        return LocalDate.ofEpochDay(value);
    }
}
