package io.quern.dataframe.parquet;

import io.quern.dataframe.batch.BooleanVector;
import io.quern.dataframe.batch.BytesVector;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.DoubleVector;
import io.quern.dataframe.batch.FixedBytesVector;
import io.quern.dataframe.batch.FloatVector;
import io.quern.dataframe.batch.IntVector;
import io.quern.dataframe.batch.ListVector;
import io.quern.dataframe.batch.LongVector;
import io.quern.dataframe.batch.MapVector;
import io.quern.dataframe.batch.NullVector;
import io.quern.dataframe.batch.ObjectVector;
import io.quern.dataframe.batch.StructVector;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Values of vectors as plain objects that compare by `equals`: whole numbers as Long or BigInteger, floats as
/// Double, decimals without trailing zeros, binary as hex, lists, and maps for maps and structs.
final class VectorValues {
    private VectorValues() {}

    static Object value(Vector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case NullVector _ -> null;
            case BooleanVector booleans -> (booleans.words()[row >>> 6] >>> row & 1) != 0;
            case IntVector ints -> number(ints.type(), ints.values()[row]);
            case LongVector longs -> number(longs.type(), longs.values()[row]);
            case FloatVector floats -> (double) floats.values()[row];
            case DoubleVector doubles -> doubles.values()[row];
            case BytesVector bytes -> text(bytes, row);
            case FixedBytesVector fixed -> fixed(fixed, row);
            case ListVector list -> values(list.elements(), list.offsets()[row], list.offsets()[row + 1]);
            case StructVector struct -> struct(struct, row);
            case MapVector map -> map(map, row);
            case ConstantVector constant -> value(constant.value(), 0);
            case DictionaryVector dictionary ->
                value(dictionary.dictionary(), dictionary.codes()[row]);
            case ObjectVector _ -> throw new IllegalArgumentException();
        };
    }

    private static Object number(DataType type, long value) {
        return switch (type) {
            case DataType.DateType _ -> LocalDate.ofEpochDay(value);
            case DataType.TimeType time ->
                LocalTime.ofNanoOfDay(value * (1_000_000_000L / time.unit().perSecond()));
            case DataType.TimestampType timestamp -> time(value, timestamp.unit());
            case DataType.IntegerType integer
            when !integer.isSigned() && integer.bits() == 64 && value < 0 ->
                new BigInteger(Long.toUnsignedString(value));
            default -> value;
        };
    }

    private static LocalDateTime time(long value, TimeUnit unit) {
        long perSecond = unit.perSecond();
        int nanos = (int) (Math.floorMod(value, perSecond) * (1_000_000_000L / perSecond));
        return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), nanos, ZoneOffset.UTC);
    }

    private static String text(BytesVector bytes, int row) {
        byte[] value = Arrays.copyOfRange(bytes.data(), bytes.offsets()[row], bytes.offsets()[row + 1]);
        return bytes.type().equals(DataType.STRING)
                ? new String(value, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(value);
    }

    private static Object fixed(FixedBytesVector fixed, int row) {
        int width = fixed.widthBytes();
        byte[] value = Arrays.copyOfRange(fixed.data(), row * width, (row + 1) * width);
        if (!(fixed.type() instanceof DataType.DecimalType decimal)) {
            return HexFormat.of().formatHex(value);
        }
        for (int i = 0; i < width / 2; i++) {
            byte swapped = value[i];
            value[i] = value[width - 1 - i];
            value[width - 1 - i] = swapped;
        }
        return plain(new BigDecimal(new BigInteger(value), decimal.scale()));
    }

    static BigDecimal plain(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    private static List<Object> values(Vector vector, int from, int to) {
        List<Object> values = new ArrayList<>();
        for (int i = from; i < to; i++) {
            values.add(value(vector, i));
        }
        return values;
    }

    private static Map<String, Object> struct(StructVector struct, int row) {
        Map<String, Object> members = new LinkedHashMap<>();
        List<String> names = ((DataType.StructType) struct.type())
                .fields().stream().map(field -> field.name()).toList();
        for (int i = 0; i < names.size(); i++) {
            members.put(names.get(i), value(struct.children().get(i), row));
        }
        return members;
    }

    private static Map<Object, Object> map(MapVector map, int row) {
        Map<Object, Object> entries = new HashMap<>();
        for (int i = map.offsets()[row]; i < map.offsets()[row + 1]; i++) {
            entries.put(value(map.keys(), i), value(map.values(), i));
        }
        return entries;
    }
}
