package io.quern.core.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: a number and a unit, such as `512MiB`, `1.5GiB` or `0B`. Units of 1024 (`KiB`, `MiB`,
/// `GiB`, `TiB`) and of 1000 (`kB`, `MB`, `GB`, `TB`); a number alone is refused, because nobody knows what it means.
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([A-Za-z]+)");

    private ByteSize() {}

    /// @throws IllegalArgumentException where the text is no size; says what one looks like
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a size; write a number and a unit, such as 2GiB");
        }
        double bytes = Double.parseDouble(matcher.group(1)) * unitBytes(matcher.group(2), text);
        if (bytes >= Long.MAX_VALUE) {
            throw new IllegalArgumentException("\"" + text + "\" is larger than any size can be");
        }
        return Math.round(bytes);
    }

    /// The size in the largest unit of 1024 that holds it without a fraction, so that [#parse] gives it back.
    public static String format(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + units[unit];
    }

    /// The size for people, in the largest unit of 1024 that it reaches, to a tenth: `12.3 MiB`.
    public static String rounded(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
    }

    /// The same of a size that is told beside another: in bytes where both would look the same and are not.
    public static String distinct(long bytes, long other) {
        String text = rounded(bytes);
        return bytes != other && text.equals(rounded(other)) ? bytes + " B" : text;
    }

    private static long unitBytes(String unit, String text) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "b" -> 1;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            case "tib" -> 1L << 40;
            case "kb" -> 1_000;
            case "mb" -> 1_000_000;
            case "gb" -> 1_000_000_000;
            case "tb" -> 1_000_000_000_000L;
            default ->
                throw new IllegalArgumentException(
                        "\"" + text + "\" has the unit " + unit + "; write B, KiB, MiB, GiB, TiB, kB, MB, GB or TB");
        };
    }
}
