package io.quern.core.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Amounts by name as people write them: `GPU=2,licence=1`; no text for none.
public final class AmountsText {
    private static final Pattern FORM = Pattern.compile("([A-Za-z][\\w.-]{0,63})=(\\d{1,15})");

    private AmountsText() {}

    /// @throws IllegalArgumentException where the text is no such list; says what one looks like
    public static Map<String, Long> parse(String text) {
        Map<String, Long> amounts = new TreeMap<>();
        if (text.isBlank()) {
            return Collections.unmodifiableMap(amounts);
        }
        for (String part : text.split(",", -1)) {
            Matcher matcher = FORM.matcher(part.strip());
            if (!matcher.matches() || Long.parseLong(matcher.group(2)) == 0) {
                throw new IllegalArgumentException(
                        "\"" + part + "\" is no amount; write a name and a whole number from 1, such as GPU=2");
            }
            if (amounts.put(matcher.group(1), Long.parseLong(matcher.group(2))) != null) {
                throw new IllegalArgumentException("\"" + text + "\" names " + matcher.group(1) + " twice");
            }
        }
        return Collections.unmodifiableMap(amounts);
    }

    /// The text that [#parse] gives the amounts back from.
    public static String format(Map<String, Long> amounts) {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(amount -> amount.getKey() + "=" + amount.getValue())
                        .collect(Collectors.joining(","));
    }
}
