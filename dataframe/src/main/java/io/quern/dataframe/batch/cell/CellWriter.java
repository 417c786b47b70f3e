package io.quern.dataframe.batch.cell;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.builder.BooleanVectorBuilder;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.batch.builder.DoubleVectorBuilder;
import io.quern.dataframe.batch.builder.FixedBytesVectorBuilder;
import io.quern.dataframe.batch.builder.FloatVectorBuilder;
import io.quern.dataframe.batch.builder.IntVectorBuilder;
import io.quern.dataframe.batch.builder.ListVectorBuilder;
import io.quern.dataframe.batch.builder.LongVectorBuilder;
import io.quern.dataframe.batch.builder.MapVectorBuilder;
import io.quern.dataframe.batch.builder.NullVectorBuilder;
import io.quern.dataframe.batch.builder.ObjectVectorBuilder;
import io.quern.dataframe.batch.builder.StructVectorBuilder;
import io.quern.dataframe.batch.builder.VectorBuilder;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.Field;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Appends Java objects to a vector under construction. Takes what [CellReader] gives, and more where it is not
/// ambiguous: any whole number that fits, any number for a floating point type, text of any kind, enum constants for
/// text, collections and arrays for lists, records and maps for structs, what an `Optional` holds, times with an offset
/// for instants. Times finer than the column's unit are floored; numbers that do not fit are refused.
public final class CellWriter {
    private final Field field;
    private final VectorBuilder builder;
    private final Appender appender;

    private CellWriter(Field field, VectorBuilder builder) {
        this.field = field;
        this.builder = builder;
        this.appender = appender(field.type(), builder);
    }

    /// @param field its name is for messages
    /// @param capacity rows expected, a hint
    public static CellWriter of(Field field, int capacity) {
        return new CellWriter(field, VectorBuilder.of(field.type(), capacity));
    }

    /// A vector of these values.
    public static Vector vector(Field field, Iterable<? extends @Nullable Object> values) {
        CellWriter writer = of(field, 0);
        for (Object value : values) {
            writer.append(value);
        }
        return writer.build();
    }

    /// @throws QuernException if the value is not one of the column's type; names column, row, value and type
    public void append(@Nullable Object cell) {
        Object value = unwrapped(cell);
        if (value == null) {
            builder.appendNull();
            return;
        }
        try {
            appender.append(value);
        } catch (UnfitCellException e) {
            throw QuernException.user(
                    "column '" + field.name() + "', row " + builder.length() + ": " + e.getMessage(), e);
        }
    }

    /// The member of that name of a record or a map by names.
    ///
    /// @throws QuernException if there is none, or the value is neither
    public static @Nullable Object member(Object struct, String name) {
        return NestedCells.member(struct, name);
    }

    /// What an `Optional…` holds; other values are themselves.
    static @Nullable Object unwrapped(@Nullable Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.isPresent() ? optional.get() : null;
            case OptionalInt optional -> optional.isPresent() ? (Object) optional.getAsInt() : null;
            case OptionalLong optional -> optional.isPresent() ? (Object) optional.getAsLong() : null;
            case OptionalDouble optional -> optional.isPresent() ? (Object) optional.getAsDouble() : null;
            case null, default -> value;
        };
    }

    public int length() {
        return builder.length();
    }

    /// See [VectorBuilder#arrayBytes].
    public long arrayBytes() {
        return builder.arrayBytes();
    }

    /// The vector; the writer must not be used any more.
    public Vector build() {
        return builder.build();
    }

    /// Appends one value that is not null.
    @FunctionalInterface
    interface Appender {
        void append(Object value);
    }

    static Appender appender(DataType type, VectorBuilder builder) {
        return switch (builder) {
            case NullVectorBuilder _ ->
                value -> {
                    throw UnfitCellException.of(value, type, "the column is of type null");
                };
            case BooleanVectorBuilder b ->
                value -> {
                    if (!(value instanceof Boolean bool)) {
                        throw UnfitCellException.of(value, type);
                    }
                    b.append(bool);
                };
            case IntVectorBuilder b -> value -> b.append((int) CellNumbers.whole(value, type));
            case LongVectorBuilder b -> value -> b.append(CellNumbers.whole(value, type));
            case FloatVectorBuilder b ->
                value -> b.append(CellNumbers.number(value, type).floatValue());
            case DoubleVectorBuilder b ->
                value -> b.append(CellNumbers.number(value, type).doubleValue());
            case BytesVectorBuilder b ->
                type instanceof StringType
                        ? value -> b.append(text(value, type).getBytes(StandardCharsets.UTF_8))
                        : value -> b.append(bytes(value, type));
            case FixedBytesVectorBuilder b ->
                switch (type) {
                    case DecimalType decimal -> value -> b.append(CellNumbers.decimal(value, decimal));
                    case FixedBinaryType fixed -> value -> b.append(fixedBytes(value, fixed));
                    default -> throw new IllegalStateException("no fixed bytes for " + type);
                };
            case ObjectVectorBuilder b -> b::append;
            case ListVectorBuilder b -> NestedCells.list(b);
            case MapVectorBuilder b -> NestedCells.map(b);
            case StructVectorBuilder b -> NestedCells.struct(b);
        };
    }

    private static String text(Object value, DataType type) {
        return switch (value) {
            case CharSequence text -> text.toString();
            case Character character -> character.toString();
            case Enum<?> constant -> constant.name();
            default -> throw UnfitCellException.of(value, type);
        };
    }

    private static byte[] bytes(Object value, DataType type) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw UnfitCellException.of(value, type);
    }

    private static byte[] fixedBytes(Object value, FixedBinaryType type) {
        byte[] bytes = bytes(value, type);
        if (bytes.length != type.widthBytes()) {
            throw UnfitCellException.of(value, type, "it has " + bytes.length + " bytes");
        }
        return bytes;
    }
}
