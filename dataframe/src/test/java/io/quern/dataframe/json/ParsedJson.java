package io.quern.dataframe.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as Jackson reads it, and what cells should be once they went through JSON.
final class ParsedJson {
    private ParsedJson() {}

    static List<Object> lines(String text) {
        List<Object> parsed = new ArrayList<>();
        for (String line : (Iterable<String>) text.lines()::iterator) {
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                parser.nextToken();
                parsed.add(value(parser));
                if (parser.nextToken() != null) {
                    throw new AssertionError("more than one value in " + line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
        return parsed;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new BigDecimal(parser.getText());
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            default -> throw new AssertionError(parser.currentToken());
        };
    }

    static Map<String, @Nullable Object> row(List<@Nullable Object> cells, Schema schema) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            members.put(
                    schema.fields().get(i).name(),
                    cell(cells.get(i), schema.fields().get(i).type()));
        }
        return members;
    }

    private static @Nullable Object cell(@Nullable Object cell, DataType type) {
        return switch (cell) {
            case null -> null;
            case Boolean bool -> bool;
            case String text -> text;
            case Double number -> Double.isFinite(number) ? new BigDecimal(Double.toString(number)) : null;
            case Float number -> Float.isFinite(number) ? new BigDecimal(Float.toString(number)) : null;
            case Number number -> new BigDecimal(number.toString());
            case Instant instant -> time(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            case LocalDateTime local -> time(local);
            case LocalTime local ->
                time(LocalDateTime.of(2000, 1, 1, 0, 0).with(local)).substring(11);
            case List<?> list
            when type instanceof ListType listType -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(
                        element -> elements.add(cell(element, listType.element().type())));
                yield elements;
            }
            case List<?> bytes -> base64(bytes);
            case Map<?, ?> map
            when type instanceof MapType mapType -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                map.forEach((key, value) ->
                        members.put(key.toString(), cell(value, mapType.value().type())));
                yield members;
            }
            case Map<?, ?> struct -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (Field field : ((StructType) type).fields()) {
                    members.put(field.name(), cell(struct.get(field.name()), field.type()));
                }
                yield members;
            }
            default -> {
                if (!(type instanceof DateType)) {
                    throw new AssertionError(cell);
                }
                yield cell.toString();
            }
        };
    }

    private static String base64(List<?> bytes) {
        byte[] array = new byte[bytes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = (Byte) bytes.get(i);
        }
        return Base64.getEncoder().encodeToString(array);
    }

    /// Seconds always, and a fraction of three, six or nine digits.
    private static String time(LocalDateTime time) {
        String text = DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.withNano(0));
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        if (nanos == 0) {
            return text;
        }
        return text
                + (nanos % 1_000_000 == 0
                        ? String.format(".%03d", nanos / 1_000_000)
                        : nanos % 1_000 == 0 ? String.format(".%06d", nanos / 1_000) : String.format(".%09d", nanos));
    }
}
