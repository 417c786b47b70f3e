package io.quern.dataframe.type;

import java.nio.charset.StandardCharsets;

/// Dates and times as ISO 8601 text without a zone, as JSON, tables and casts to string print them:
/// `2017-09-17`, `01:00:00`, `2017-09-17T01:00:00`.
///
/// Seconds are always there; a fraction has three, six or nine digits and is left out where it is zero. An instant
/// prints as its UTC time. Years have at least four digits and a sign beyond 0000 to 9999. Every `long` has a text.
public final class TimeText {
    /// Bytes that the longest text needs.
    public static final int BYTES_MAX = 40;

    private static final int SECONDS_A_DAY = 86_400;
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private TimeText() {}

    public static String date(long epochDay) {
        byte[] text = new byte[BYTES_MAX];
        return string(text, writeDate(epochDay, text, 0));
    }

    public static String time(long units, TimeUnit unit) {
        byte[] text = new byte[BYTES_MAX];
        return string(text, writeTime(units, unit, text, 0));
    }

    public static String timestamp(long units, TimeUnit unit) {
        byte[] text = new byte[BYTES_MAX];
        return string(text, writeTimestamp(units, unit, text, 0));
    }

    private static String string(byte[] text, int end) {
        return new String(text, 0, end, StandardCharsets.US_ASCII);
    }

    /// Writes the text at `at`, where [#BYTES_MAX] bytes must be free; gives its end. So do the other writers.
    public static int writeTimestamp(long units, TimeUnit unit, byte[] target, int at) {
        long seconds = Math.floorDiv(units, unit.perSecond());
        long rest = Math.floorMod(units, unit.perSecond());
        int end = writeDate(Math.floorDiv(seconds, SECONDS_A_DAY), target, at);
        target[end++] = 'T';
        return writeTime(
                Math.floorMod(seconds, SECONDS_A_DAY), rest * (NANOS_A_SECOND / unit.perSecond()), target, end);
    }

    public static int writeTime(long units, TimeUnit unit, byte[] target, int at) {
        long seconds = Math.floorDiv(units, unit.perSecond());
        long rest = Math.floorMod(units, unit.perSecond());
        return writeTime(Math.floorMod(seconds, SECONDS_A_DAY), rest * (NANOS_A_SECOND / unit.perSecond()), target, at);
    }

    public static int writeDate(long epochDay, byte[] target, int at) {
        int end = writeYear(CivilDates.year(epochDay), target, at);
        target[end] = '-';
        twoDigits(CivilDates.month(epochDay), target, end + 1);
        target[end + 3] = '-';
        twoDigits(CivilDates.day(epochDay), target, end + 4);
        return end + 6;
    }

    private static int writeYear(long year, byte[] target, int at) {
        if (year >= 0 && year <= 9999) {
            twoDigits((int) year / 100, target, at);
            twoDigits((int) year % 100, target, at + 2);
            return at + 4;
        }
        String digits = Long.toString(Math.abs(year));
        int end = at;
        target[end++] = (byte) (year < 0 ? '-' : '+');
        for (int i = digits.length(); i < 4; i++) {
            target[end++] = '0';
        }
        for (int i = 0; i < digits.length(); i++) {
            target[end++] = (byte) digits.charAt(i);
        }
        return end;
    }

    private static int writeTime(int secondOfDay, long nanos, byte[] target, int at) {
        twoDigits(secondOfDay / 3600, target, at);
        target[at + 2] = ':';
        twoDigits(secondOfDay / 60 % 60, target, at + 3);
        target[at + 5] = ':';
        twoDigits(secondOfDay % 60, target, at + 6);
        if (nanos == 0) {
            return at + 8;
        }
        target[at + 8] = '.';
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        int rest = (int) (digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos);
        for (int i = digits; i >= 1; i--) {
            target[at + 8 + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + 9 + digits;
    }

    private static void twoDigits(int value, byte[] target, int at) {
        target[at] = (byte) ('0' + value / 10);
        target[at + 1] = (byte) ('0' + value % 10);
    }
}
