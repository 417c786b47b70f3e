package io.quern.dataframe.record;

import io.quern.core.error.QuernException;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BinaryType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.FixedBinaryType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.NullType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the reader of each component, and what does not fit.
final class ComponentReaders {
    private static final ComponentReader NOTHING = _ -> null;

    private final RecordMismatch mismatches;

    ComponentReaders(RecordMismatch mismatches) {
        this.mismatches = mismatches;
    }

    ComponentReader of(Type javaType, DataType type, String path) {
        if (javaType instanceof ParameterizedType generic) {
            return generic(generic, type, path);
        }
        if (!(javaType instanceof Class<?> javaClass)) {
            return refuse(path, javaType, type, "use a class, not a type variable");
        }
        if (javaClass == OptionalInt.class) {
            return optional(of(int.class, type, path), value -> OptionalInt.of((Integer) value), OptionalInt.empty());
        }
        if (javaClass == OptionalLong.class) {
            return optional(of(long.class, type, path), value -> OptionalLong.of((Long) value), OptionalLong.empty());
        }
        if (javaClass == OptionalDouble.class) {
            return optional(
                    of(double.class, type, path), value -> OptionalDouble.of((Double) value), OptionalDouble.empty());
        }
        if (javaClass.isRecord()) {
            return type instanceof StructType struct
                    ? new RecordReader(javaClass, struct.fields(), path, this)
                    : refuse(path, javaType, type, "select a struct of its components");
        }
        return scalar(javaClass, type, path);
    }

    /// The reader of a component for which there is no column.
    ComponentReader missing(Type javaType, String path, List<Field> fields) {
        mismatches.add(
                path,
                name(javaType),
                "none",
                "columns: " + String.join(", ", fields.stream().map(Field::name).toList()));
        return NOTHING;
    }

    private ComponentReader generic(ParameterizedType generic, DataType type, String path) {
        Type[] arguments = generic.getActualTypeArguments();
        Class<?> raw = (Class<?>) generic.getRawType();
        if (raw == Optional.class) {
            return optional(of(arguments[0], type, path), Optional::of, Optional.empty());
        }
        if (raw.isAssignableFrom(List.class) && type instanceof ListType list) {
            ComponentReader elements = of(arguments[0], list.element().type(), path + "[]");
            return cell -> cell == null ? null : list((List<?>) cell, elements);
        }
        if (raw == Map.class && type instanceof MapType map) {
            ComponentReader keys = of(arguments[0], map.key().type(), path + ".key");
            ComponentReader values = of(arguments[1], map.value().type(), path + ".value");
            return cell -> cell == null ? null : map((Map<?, ?>) cell, keys, values);
        }
        return refuse(path, generic, type, "use List for a list, Map for a map, a record for a struct");
    }

    private static List<@Nullable Object> list(List<?> cells, ComponentReader elements) {
        List<@Nullable Object> list = new ArrayList<>(cells.size());
        for (Object cell : cells) {
            list.add(elements.read(cell));
        }
        return Collections.unmodifiableList(list);
    }

    private static Map<@Nullable Object, @Nullable Object> map(
            Map<?, ?> cells, ComponentReader keys, ComponentReader values) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        cells.forEach((key, value) -> map.put(keys.read(key), values.read(value)));
        return Collections.unmodifiableMap(map);
    }

    private static ComponentReader optional(ComponentReader values, Function<Object, Object> present, Object empty) {
        return cell -> {
            Object value = cell == null ? null : values.read(cell);
            return value == null ? empty : present.apply(value);
        };
    }

    private ComponentReader scalar(Class<?> javaClass, DataType type, String path) {
        Function<Object, Object> conversion = conversion(Primitives.boxed(javaClass), type);
        if (conversion == null) {
            return refuse(path, javaClass, type, remedy(type));
        }
        if (javaClass.isPrimitive()) {
            return cell -> {
                if (cell == null) {
                    throw new NullComponentException(path, javaClass);
                }
                return conversion.apply(cell);
            };
        }
        return cell -> cell == null ? null : conversion.apply(cell);
    }

    /// How a cell that is not null becomes the class, or null if it cannot.
    private static @Nullable Function<Object, Object> conversion(Class<?> to, DataType type) {
        if (to == Object.class || type instanceof NullType) {
            return value -> value;
        }
        return switch (type) {
            case IntegerType integer -> whole(to, integer);
            case FloatingType floating when to == Double.class -> value -> ((Number) value).doubleValue();
            case FloatingType floating when to == Float.class && floating.bits() == 32 -> value -> value;
            case StringType _ when to.isEnum() -> text -> constant(to, (String) text);
            case BooleanType _ -> same(to, Boolean.class);
            case StringType _ -> same(to, String.class);
            case BinaryType _, FixedBinaryType _ -> same(to, byte[].class);
            case DecimalType decimal
            when to == BigInteger.class && decimal.scale() == 0 -> value -> ((BigDecimal) value).toBigInteger();
            case DecimalType _ -> same(to, BigDecimal.class);
            case DateType _ -> same(to, LocalDate.class);
            case TimeType _ -> same(to, LocalTime.class);
            case TimestampType timestamp -> same(to, timestamp.isUtc() ? Instant.class : LocalDateTime.class);
            default -> null;
        };
    }

    private static @Nullable Function<Object, Object> same(Class<?> to, Class<?> cell) {
        return to == cell ? value -> value : null;
    }

    private static @Nullable Function<Object, Object> whole(Class<?> to, IntegerType type) {
        // Bits that a signed Java number needs to hold every value of the column.
        int bits = type.isSigned() ? type.bits() : type.bits() + 1;
        if (to == Long.class && bits <= 64) {
            return value -> ((Number) value).longValue();
        }
        if (to == Integer.class && bits <= 32) {
            return value -> ((Number) value).intValue();
        }
        if (to == Short.class && bits <= 16) {
            return value -> ((Number) value).shortValue();
        }
        if (to == Byte.class && bits <= 8) {
            return value -> ((Number) value).byteValue();
        }
        if (to == Double.class && bits <= 53) {
            return value -> ((Number) value).doubleValue();
        }
        if (to == Float.class && bits <= 24) {
            return value -> ((Number) value).floatValue();
        }
        if (to == BigInteger.class) {
            return value -> new BigInteger(value.toString());
        }
        return to == BigDecimal.class ? value -> new BigDecimal(value.toString()) : null;
    }

    private static Object constant(Class<?> enumClass, String name) {
        for (Object constant : enumClass.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw QuernException.user("'" + name + "' is no constant of " + enumClass.getSimpleName());
    }

    private ComponentReader refuse(String path, Type javaType, DataType type, String remedy) {
        mismatches.add(path, name(javaType), type.toString(), remedy);
        return NOTHING;
    }

    private static String name(Type type) {
        return type instanceof Class<?> javaClass
                ? javaClass.getSimpleName()
                : type.getTypeName().replaceAll("[a-z]+\\.", "");
    }

    private static String remedy(DataType type) {
        return switch (type) {
            case IntegerType integer when integer.bits() == 64 && !integer.isSigned() -> "use BigInteger";
            case IntegerType integer ->
                integer.bits() < 32 || (integer.bits() == 32 && integer.isSigned()) ? "use int" : "use long";
            case FloatingType _ -> "use double";
            case StringType _ -> "use String or an enum";
            case BooleanType _ -> "use boolean";
            case BinaryType _, FixedBinaryType _ -> "use byte[]";
            case DecimalType _ -> "use BigDecimal";
            case DateType _ -> "use LocalDate";
            case TimeType _ -> "use LocalTime";
            case TimestampType timestamp -> timestamp.isUtc() ? "use Instant" : "use LocalDateTime";
            case ListType _ -> "use List<…>";
            case MapType _ -> "use Map<…, …>";
            case StructType _ -> "use a record";
            default -> "use Object";
        };
    }
}
