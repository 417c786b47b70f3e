package io.quern.dataframe.display;

import io.quern.dataframe.type.TimeText;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One value as one line of text. Control characters are shown as escapes, so that no value moves the cursor.
final class CellText {
    private static final int BYTES_SHOWN_MAX = 32;
    private static final int CHARACTERS_MAX = 400;

    private CellText() {}

    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> visible(text);
            case BigDecimal decimal -> decimal.toPlainString();
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes, 0, Math.min(BYTES_SHOWN_MAX, bytes.length));
            case Instant instant -> time(instant);
            case LocalDateTime time -> time(time.toInstant(ZoneOffset.UTC));
            case LocalTime time -> TimeText.time(time.toNanoOfDay(), TimeUnit.NANOS);
            case List<?> list -> list.stream().map(CellText::of).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> of(entry.getKey()) + ": " + of(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> visible(String.valueOf(value));
        };
    }

    private static String time(Instant time) {
        String seconds = TimeText.timestamp(time.getEpochSecond(), TimeUnit.SECONDS);
        return seconds + TimeText.time(time.getNano(), TimeUnit.NANOS).substring("00:00:00".length());
    }

    static String visible(String text) {
        String head = text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX);
        if (head.chars().noneMatch(Character::isISOControl)) {
            return head;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < head.length(); i++) {
            char c = head.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        shown.append(String.format("\\u%04x", (int) c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.toString();
    }
}
