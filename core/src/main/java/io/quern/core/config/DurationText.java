package io.quern.core.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: a whole number and a unit (`ms`, `s`, `min`, `h`), such as `30s`.
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15}) ?([a-z]+)");

    private DurationText() {}

    /// @throws IllegalArgumentException where the text is no duration; says what one looks like
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration; write a whole number and a unit, such as 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default ->
                throw new IllegalArgumentException(
                        "\"" + text + "\" has the unit " + matcher.group(2) + "; write ms, s, min or h");
        };
    }

    /// The duration in the largest unit that holds it without a fraction, so that [#parse] gives it back.
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0 || seconds == 0) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        return minutes % 60 != 0 ? minutes + "min" : minutes / 60 + "h";
    }
}
