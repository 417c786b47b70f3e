package io.quern.core.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// One thing that can be set.
///
/// @param key such as `worker.threads`; the environment variable and the flag are made from it
/// @param kind what a value looks like, for help: `duration`, `size`, `number`, `share`, `text`
/// @param defaultText the default as one would write it
/// @param help one sentence: what it does
/// @param limit what a value must satisfy, in words
public record Setting<T>(
        String key,
        String kind,
        String defaultText,
        String help,
        String limit,
        Function<String, T> parser,
        Predicate<T> isWithinLimit) {

    static Setting<Duration> duration(String key, String defaultText, String help) {
        return new Setting<>(
                key, "duration", defaultText, help, "more than 0", DurationText::parse, value -> !value.isZero());
    }

    /// A time that may be zero, which then has a meaning of its own.
    static Setting<Duration> durationOrZero(String key, String defaultText, String help) {
        return new Setting<>(key, "duration", defaultText, help, "0s or more", DurationText::parse, _ -> true);
    }

    static Setting<Long> size(String key, String defaultText, long minBytes, String help) {
        return new Setting<>(
                key,
                "size",
                defaultText,
                help,
                "at least " + ByteSize.format(minBytes),
                ByteSize::parse,
                value -> value >= minBytes);
    }

    static Setting<Long> size(String key, String defaultText, long minBytes, long maxBytes, String help) {
        return new Setting<>(
                key,
                "size",
                defaultText,
                help,
                "from " + ByteSize.format(minBytes) + " to " + ByteSize.format(maxBytes),
                ByteSize::parse,
                value -> value >= minBytes && value <= maxBytes);
    }

    /// A size, or a word that stands for one which is not known here: its value is `wordValue`.
    static Setting<Long> sizeOr(String key, String word, long wordValue, long minBytes, String help) {
        return new Setting<>(
                key,
                "size",
                word,
                help,
                "at least " + ByteSize.format(minBytes),
                text -> text.strip().equals(word) ? Long.valueOf(wordValue) : ByteSize.parse(text),
                value -> value == wordValue || value >= minBytes);
    }

    static Setting<Integer> number(String key, String defaultText, int min, int max, String help) {
        return new Setting<>(
                key,
                "number",
                defaultText,
                help,
                "from " + min + " to " + max,
                Setting::parseNumber,
                value -> value >= min && value <= max);
    }

    /// A part of something, such as `60%`; its value is the number.
    static Setting<Integer> share(String key, String defaultText, int minPercent, int maxPercent, String help) {
        return new Setting<>(
                key,
                "share",
                defaultText,
                help,
                "from " + minPercent + "% to " + maxPercent + "%",
                Setting::parsePercent,
                value -> value >= minPercent && value <= maxPercent);
    }

    static Setting<Map<String, Long>> amounts(String key, String defaultText, String help) {
        return new Setting<>(key, "amounts", defaultText, help, "from 1 each", AmountsText::parse, _ -> true);
    }

    static Setting<String> text(String key, String defaultText, String help) {
        return new Setting<>(key, "text", defaultText, help, "any", text -> text, _ -> true);
    }

    /// `QUERN_WORKER_THREADS` for `worker.threads`.
    public String environmentVariable() {
        return "QUERN_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// Parses and checks a value.
    ///
    /// @throws IllegalArgumentException where it is none; says why
    T parse(String text) {
        T value = parser.apply(text);
        if (!isWithinLimit.test(value)) {
            throw new IllegalArgumentException("\"" + text + "\" is out of range; the limit is: " + limit);
        }
        return value;
    }

    private static int parsePercent(String text) {
        String stripped = text.strip();
        if (!stripped.endsWith("%")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a share; write a number of percent, such as 60%");
        }
        return parseNumber(stripped.substring(0, stripped.length() - 1));
    }

    private static int parseNumber(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number", e);
        }
    }
}
