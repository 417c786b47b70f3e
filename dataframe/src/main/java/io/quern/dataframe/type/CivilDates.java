package io.quern.dataframe.type;

/// The proleptic Gregorian calendar on days since 1970-01-01, for the whole range of timestamps.
///
/// Years are counted from March 1st in eras of 400 years, so that the leap day is the last of its year (Howard
/// Hinnant, "chrono-compatible low-level date algorithms").
public final class CivilDates {
    private static final long DAYS_AN_ERA = 146_097;
    private static final long DAYS_TO_EPOCH = 719_468;

    private CivilDates() {}

    public static long year(long days) {
        long shifted = days + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, DAYS_AN_ERA);
        long year = yearOfEra(shifted - era * DAYS_AN_ERA) + era * 400;
        return month(days) <= 2 ? year + 1 : year;
    }

    /// 1 to 12.
    public static int month(long days) {
        int shifted = monthFromMarch(days);
        return shifted < 10 ? shifted + 3 : shifted - 9;
    }

    /// 1 to 31.
    public static int day(long days) {
        return (int) (dayOfYear(days) - (153L * monthFromMarch(days) + 2) / 5 + 1);
    }

    /// Days since 1970-01-01 of the first day of a month.
    public static long daysOf(long year, int month) {
        long shiftedYear = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(shiftedYear, 400L);
        long yearOfEra = shiftedYear - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5;
        return era * DAYS_AN_ERA + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - DAYS_TO_EPOCH;
    }

    private static int monthFromMarch(long days) {
        return (int) ((5 * dayOfYear(days) + 2) / 153);
    }

    private static long dayOfYear(long days) {
        long dayOfEra = Math.floorMod(days + DAYS_TO_EPOCH, DAYS_AN_ERA);
        long year = yearOfEra(dayOfEra);
        return dayOfEra - (365 * year + year / 4 - year / 100);
    }

    private static long yearOfEra(long dayOfEra) {
        return (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    }
}
