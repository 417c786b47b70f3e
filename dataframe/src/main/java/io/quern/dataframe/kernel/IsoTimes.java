package io.quern.dataframe.kernel;

/// Times of UTC in ISO 8601 without a zone, seconds always there: `2017-09-17T01:00:00`, and 3, 6 or 9 digits
/// of a fraction that is not 0. Years have four digits, more with a sign beyond 9999, a minus before year 0.
final class IsoTimes {
    private static final long SECONDS_A_DAY = 86_400;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private IsoTimes() {}

    static void appendTimestamp(TextBuffer text, long value, long perSecond) {
        long seconds = Math.floorDiv(value, perSecond);
        int secondOfDay = (int) Math.floorMod(seconds, SECONDS_A_DAY);
        appendDate(text, Math.floorDiv(seconds, SECONDS_A_DAY));
        text.append('T');
        text.appendPadded(secondOfDay / 3_600, 2);
        text.append(':');
        text.appendPadded(secondOfDay / 60 % 60, 2);
        text.append(':');
        text.appendPadded(secondOfDay % 60, 2);
        appendFraction(text, Math.floorMod(value, perSecond) * (NANOS_A_SECOND / perSecond));
    }

    static void appendDate(TextBuffer text, long days) {
        appendYear(text, CivilDates.year(days));
        text.append('-');
        text.appendPadded(CivilDates.month(days), 2);
        text.append('-');
        text.appendPadded(CivilDates.day(days), 2);
    }

    private static void appendYear(TextBuffer text, long year) {
        if (year < 0) {
            text.append('-');
        } else if (year > 9_999) {
            text.append('+');
        }
        long size = Math.abs(year);
        text.appendPadded(size, Math.max(4, Long.toString(size).length()));
    }

    private static void appendFraction(TextBuffer text, long nanos) {
        if (nanos == 0) {
            return;
        }
        text.append('.');
        if (nanos % 1_000_000 == 0) {
            text.appendPadded(nanos / 1_000_000, 3);
        } else if (nanos % 1_000 == 0) {
            text.appendPadded(nanos / 1_000, 6);
        } else {
            text.appendPadded(nanos, 9);
        }
    }
}
