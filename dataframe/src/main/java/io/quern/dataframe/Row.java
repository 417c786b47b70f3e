package io.quern.dataframe;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.Schema;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row: named values as Java objects. Immutable.
///
/// Whole numbers are `Integer` or `Long` as wide as their type, texts `String`, binary values `byte[]`, dates
/// `LocalDate`, instants `Instant`, wall clock times `LocalDateTime`, lists `List`, maps and structs `Map`.
public final class Row {
    private final Schema schema;
    private final List<@Nullable Object> values;

    private Row(Schema schema, List<@Nullable Object> values) {
        this.schema = schema;
        this.values = values;
    }

    /// A row of a schema.
    ///
    /// @throws QuernException if there are not as many values as columns
    public static Row of(Schema schema, @Nullable Object... values) {
        if (values.length != schema.size()) {
            throw QuernException.user("a row of " + schema.size() + " columns " + schema.names() + " got "
                    + values.length + " values; give one for each, null too");
        }
        return new Row(schema, Collections.unmodifiableList(Arrays.asList(values.clone())));
    }

    public Schema schema() {
        return schema;
    }

    /// All values, in the order of the schema.
    public List<@Nullable Object> values() {
        return values;
    }

    /// The value of a column, or null.
    ///
    /// @throws QuernException if there is no such column; it suggests the nearest name
    public @Nullable Object get(String column) {
        schema.field(column);
        return values.get(schema.indexOf(column));
    }

    public boolean isNull(String column) {
        return get(column) == null;
    }

    /// @throws QuernException if the value is null or no text
    public String getString(String column) {
        return as(String.class, column);
    }

    /// @throws QuernException if the value is null or no whole number
    public long getLong(String column) {
        Number number = as(Number.class, column);
        if (number instanceof Double || number instanceof Float) {
            throw unfit(column, number, "whole number");
        }
        return number.longValue();
    }

    /// @throws QuernException if the value is null or no number
    public double getDouble(String column) {
        return as(Number.class, column).doubleValue();
    }

    /// @throws QuernException if the value is null or no boolean
    public boolean getBoolean(String column) {
        return as(Boolean.class, column);
    }

    /// @throws QuernException if the value is null or no instant
    public Instant getInstant(String column) {
        return as(Instant.class, column);
    }

    /// @throws QuernException if the value is null or no list
    public List<?> getList(String column) {
        return as(List.class, column);
    }

    /// @throws QuernException if the value is null, or neither map nor struct
    public Map<?, ?> getMap(String column) {
        return as(Map.class, column);
    }

    private <T> T as(Class<T> type, String column) {
        Object value = get(column);
        if (!type.isInstance(value)) {
            throw unfit(column, value, type.getSimpleName());
        }
        return type.cast(value);
    }

    private static QuernException unfit(String column, @Nullable Object value, String wanted) {
        return QuernException.user("the column '" + column + "' is "
                + (value == null ? "null" : value + " (" + value.getClass().getSimpleName() + ")") + ", not a " + wanted
                + "; " + (value == null ? "ask isNull(\"" + column + "\") first" : "use get(\"" + column + "\")"));
    }

    /// Whether the other is a row of the same column names and equal values. Binary values are equal if their
    /// bytes are, inside lists, maps and structs too.
    @Override
    public boolean equals(Object other) {
        return other instanceof Row that
                && schema.hasNamesOf(that.schema)
                && comparable(values).equals(comparable(that.values));
    }

    @Override
    public int hashCode() {
        return comparable(values).hashCode();
    }

    private static List<@Nullable Object> comparable(List<?> values) {
        List<@Nullable Object> comparables = new ArrayList<>(values.size());
        values.forEach(value -> comparables.add(comparableValue(value)));
        return comparables;
    }

    /// Stands for a value where an array, which is equal to itself alone, is compared.
    private static @Nullable Object comparableValue(@Nullable Object value) {
        return switch (value) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case List<?> list -> comparable(list);
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> comparables = new HashMap<>();
                map.forEach((key, each) -> comparables.put(comparableValue(key), comparableValue(each)));
                yield comparables;
            }
            case null, default -> value;
        };
    }

    /// `{url=http://a.com/, views=3}`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(schema.fields().get(i).name())
                    .append('=')
                    .append(values.get(i));
        }
        return text.append('}').toString();
    }
}
