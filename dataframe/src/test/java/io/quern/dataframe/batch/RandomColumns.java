package io.quern.dataframe.batch;

import io.quern.dataframe.batch.cell.CellReader;
import io.quern.dataframe.batch.cell.CellWriter;
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
import io.quern.dataframe.type.DataType.ObjectType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import io.quern.dataframe.type.TimeUnit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes random types, values and vectors of every shape for property tests; the same random source gives the same
/// ones.
public final class RandomColumns {
    private static final String[] TEXTS = {
        "",
        "a",
        "http://a.com/articles/1",
        "Grüße",
        "日本語",
        "\"quoted\" \\ back",
        "tab\tline\nzero\u0000",
        "😀",
        "\u2028\u007f"
    };

    private static final List<TimeUnit> UNITS = List.of(TimeUnit.values());

    private final RandomGenerator random;

    public RandomColumns(RandomGenerator random) {
        this.random = random;
    }

    public Schema schema(int columns) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            fields.add(Field.of("c" + i, type(3)));
        }
        return new Schema(fields);
    }

    public Partition partition(Schema schema, int batches, int rowsMax) {
        List<Batch> made = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            made.add(batch(schema, random.nextInt(rowsMax + 1)));
        }
        return new Partition(schema, made);
    }

    public Batch batch(Schema schema, int rows) {
        return new Batch(
                schema,
                rows,
                schema.fields().stream()
                        .map(field -> vector(field.type(), rows))
                        .toList());
    }

    public DataType type(int depth) {
        int kind = random.nextInt(depth > 0 ? 17 : 13);
        return switch (kind) {
            case 0 -> random.nextInt(8) == 0 ? DataType.NULL : DataType.BOOLEAN;
            case 1, 2 -> new IntegerType(8 << random.nextInt(4), random.nextBoolean());
            case 3 -> DataType.FLOAT;
            case 4 -> DataType.DOUBLE;
            case 5 -> {
                int precision = 1 + random.nextInt(76);
                yield new DecimalType(precision, random.nextInt(precision + 1));
            }
            case 6, 7 -> DataType.STRING;
            case 8 -> DataType.BINARY;
            case 9 -> new FixedBinaryType(1 + random.nextInt(20));
            case 10 -> DataType.DATE;
            case 11 -> new TimeType(unit());
            case 12 -> new TimestampType(unit(), random.nextBoolean());
            case 13, 14 -> new ListType(Field.of("item", type(depth - 1)));
            case 15 -> {
                List<Field> members = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    members.add(Field.of("m" + members.size(), type(depth - 1)));
                }
                yield new StructType(members);
            }
            default ->
                new MapType(
                        Field.required("key", random.nextBoolean() ? DataType.STRING : DataType.INT32),
                        Field.of("value", type(depth - 1)));
        };
    }

    private TimeUnit unit() {
        return UNITS.get(random.nextInt(UNITS.size()));
    }

    /// A vector of random values and shape: flat, dictionary, constant, or nothing but null.
    public Vector vector(DataType type, int length) {
        return switch (random.nextInt(6)) {
            case 0 -> new ConstantVector(flat(type, 1), length);
            case 1 -> dictionaryVector(flat(type, 1 + random.nextInt(12)), length);
            case 2 -> random.nextBoolean() ? new NullVector(type, length) : flat(type, length);
            default -> flat(type, length);
        };
    }

    public DictionaryVector dictionaryVector(Vector dictionary, int length) {
        int[] codes = new int[length];
        long[] valid = new long[Validity.words(length)];
        boolean hasNulls = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            boolean isValid = !hasNulls || random.nextInt(4) != 0;
            codes[i] = isValid ? random.nextInt(dictionary.length()) : -7; // must not be used
            valid[i >>> 6] |= (isValid ? 1L : 0L) << i;
        }
        return new DictionaryVector(length, Validity.of(valid, length), codes, dictionary);
    }

    /// A vector that is not encoded itself; its children may be.
    public Vector flat(DataType type, int length) {
        List<@Nullable Object> values = values(type, length);
        Vector written = CellWriter.vector(Field.of("test", type), values);
        return switch (written) {
            case ListVector v
            when random.nextBoolean() -> {
                // Room before, between and behind the lists that are used.
                int[] offsets = new int[length + 1];
                offsets[0] = random.nextInt(3);
                for (int i = 0; i < length; i++) {
                    offsets[i + 1] = offsets[i] + random.nextInt(4);
                }
                Vector elements = vector(v.elements().type(), offsets[length] + random.nextInt(3));
                yield new ListVector(type, length, v.validity(), offsets, elements);
            }
            case StructVector v
            when random.nextBoolean() ->
                new StructVector(
                        type,
                        length,
                        v.validity(),
                        v.children().stream()
                                .map(child -> vector(child.type(), length))
                                .toList());
            case MapVector v
            when random.nextBoolean() ->
                new MapVector(
                        type,
                        length,
                        v.validity(),
                        v.offsets(),
                        v.keys(),
                        vector(v.values().type(), v.values().length()));
            default -> written;
        };
    }

    public List<@Nullable Object> values(DataType type, int length) {
        int oneNullIn = random.nextBoolean() ? 4 : Integer.MAX_VALUE;
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(type instanceof NullType || random.nextInt(oneNullIn) == 0 ? null : value(type));
        }
        return values;
    }

    public @Nullable Object value(DataType type) {
        return switch (type) {
            case NullType _ -> null;
            case BooleanType _ -> random.nextBoolean();
            case IntegerType integer -> integer(integer);
            case FloatingType floating -> floating.bits() == 32 ? (Object) floating32() : floating64();
            case DecimalType decimal -> {
                BigInteger bound = BigInteger.TEN.pow(decimal.precision());
                byte[] bytes = new byte[32];
                random.nextBytes(bytes);
                yield new BigDecimal(new BigInteger(bytes).remainder(bound), decimal.scale());
            }
            case StringType _ -> TEXTS[random.nextInt(TEXTS.length)] + (random.nextBoolean() ? "" : random.nextInt(50));
            case BinaryType _ -> bytes(random.nextInt(20));
            case FixedBinaryType fixed -> bytes(fixed.widthBytes());
            case DateType _ -> LocalDate.ofEpochDay(random.nextInt(-800_000, 3_000_000));
            case TimeType time -> {
                long nanosAUnit = 1_000_000_000L / time.unit().perSecond();
                yield LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L) / nanosAUnit * nanosAUnit);
            }
            case TimestampType timestamp -> {
                long nanosAUnit = 1_000_000_000L / timestamp.unit().perSecond();
                long nanos = random.nextBoolean() ? random.nextLong(1_000_000_000L) / nanosAUnit * nanosAUnit : 0;
                Instant instant = Instant.ofEpochSecond(random.nextLong(-9_000_000_000L, 9_000_000_000L), nanos);
                yield timestamp.isUtc() ? (Object) instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            }
            case ListType list -> values(list.element().type(), random.nextInt(5));
            case StructType struct -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                for (Field field : struct.fields()) {
                    members.put(field.name(), values(field.type(), 1).getFirst());
                }
                yield members;
            }
            case MapType map -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    Object key = value(map.key().type());
                    entries.put(key, values(map.value().type(), 1).getFirst());
                }
                yield entries;
            }
            case ObjectType _ -> random.nextInt();
        };
    }

    private Object integer(IntegerType type) {
        long any = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(-100, 100);
        if (!type.isSigned() && type.bits() == 64) {
            return new BigInteger(Long.toUnsignedString(any));
        }
        long number = type.isSigned()
                ? any << (64 - type.bits()) >> (64 - type.bits())
                : any << (64 - type.bits()) >>> (64 - type.bits());
        return type.bits() == 64 || (type.bits() == 32 && !type.isSigned()) ? (Object) number : (Object) (int) number;
    }

    private float floating32() {
        return random.nextInt(10) == 0 ? Float.NaN : Float.intBitsToFloat(random.nextInt());
    }

    private double floating64() {
        return switch (random.nextInt(10)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            case 3, 4, 5 -> random.nextInt(1000) / 8.0;
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// The rows of a vector as comparable values: byte arrays as lists, NaN as one value.
    public static List<@Nullable Object> cells(Vector vector) {
        CellReader reader = CellReader.of(vector);
        List<@Nullable Object> cells = new ArrayList<>();
        for (int row = 0; row < vector.length(); row++) {
            cells.add(comparable(reader.read(row)));
        }
        return cells;
    }

    /// The rows of a batch, each a list of its cells.
    public static List<List<@Nullable Object>> rows(Batch batch) {
        List<List<@Nullable Object>> columns =
                batch.columns().stream().map(RandomColumns::cells).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.length(); row++) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (List<@Nullable Object> column : columns) {
                cells.add(column.get(row));
            }
            rows.add(cells);
        }
        return rows;
    }

    public static List<List<@Nullable Object>> rows(Partition partition) {
        return partition.batches().stream()
                .flatMap(batch -> rows(batch).stream())
                .toList();
    }

    public static @Nullable Object comparable(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> {
                List<Byte> list = new ArrayList<>();
                for (byte b : bytes) {
                    list.add(b);
                }
                yield list;
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(comparable(element)));
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put(comparable(key), comparable(element)));
                yield copy;
            }
            default -> value;
        };
    }
}
