package io.quern.dataframe.arrow;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What arrow-java's `getObject` gives, as what our cells are.
final class ArrowJavaValues {
    private ArrowJavaValues() {}

    static Batch flatBelowTop(Batch batch) {
        return new Batch(
                batch.schema(),
                batch.length(),
                batch.columns().stream().map(ArrowJavaValues::flatBelowTop).toList());
    }

    private static Vector flatBelowTop(Vector vector) {
        return switch (vector) {
            case DictionaryVector v ->
                new DictionaryVector(v.length(), v.validity(), v.codes(), Flatten.vector(v.dictionary()));
            case ConstantVector v -> new ConstantVector(Flatten.vector(v.value()), v.length());
            default -> Flatten.vector(vector);
        };
    }

    static @Nullable Object comparable(@Nullable Object theirs, DataType type) {
        if (theirs == null) {
            return null;
        }
        return switch (type) {
            case BooleanType _ -> theirs;
            case IntegerType integer -> integer(theirs, integer);
            case StringType _ -> theirs.toString();
            case DateType _ -> LocalDate.ofEpochDay((Integer) theirs);
            case TimeType time ->
                theirs instanceof LocalDateTime local
                        ? local.toLocalTime()
                        : LocalTime.ofNanoOfDay(((Number) theirs).longValue() * nanos(time.unit()));
            case TimestampType timestamp
            when timestamp.isUtc() -> {
                long units = (Long) theirs;
                long perSecond = timestamp.unit().perSecond();
                yield Instant.ofEpochSecond(
                        Math.floorDiv(units, perSecond), Math.floorMod(units, perSecond) * nanos(timestamp.unit()));
            }
            case ListType list -> list((List<?>) theirs, list.element().type());
            case MapType map -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (Object entry : (List<?>) theirs) {
                    Map<?, ?> pair = (Map<?, ?>) entry;
                    entries.put(
                            comparable(pair.get(map.key().name()), map.key().type()),
                            comparable(pair.get(map.value().name()), map.value().type()));
                }
                yield entries;
            }
            case StructType struct -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (Field field : struct.fields()) {
                    members.put(field.name(), comparable(((Map<?, ?>) theirs).get(field.name()), field.type()));
                }
                yield members;
            }
            default -> RandomColumns.comparable(theirs);
        };
    }

    private static List<@Nullable Object> list(List<?> theirs, DataType type) {
        List<@Nullable Object> list = new ArrayList<>();
        theirs.forEach(element -> list.add(comparable(element, type)));
        return list;
    }

    private static Object integer(Object theirs, IntegerType type) {
        if (theirs instanceof Character character) {
            return (int) character;
        }
        long number = ((Number) theirs).longValue();
        if (type.isSigned()) {
            return type.bits() == 64 ? (Object) number : (Object) (int) number;
        }
        return switch (type.bits()) {
            case 64 -> new BigInteger(Long.toUnsignedString(number));
            case 32 -> number & 0xFFFFFFFFL;
            default -> (int) (number & ((1L << type.bits()) - 1));
        };
    }

    private static long nanos(TimeUnit unit) {
        return 1_000_000_000L / unit.perSecond();
    }
}
