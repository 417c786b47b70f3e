package io.quern.dataframe.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/// A random column: its type for parquet-java's writer, random values of it as [VectorValues] reads them, and
/// how such a value is written.
sealed interface RandomShape {
    Type type(String name);

    /// @param variety how many values are drawn from; few make dictionaries
    Object value(RandomGenerator random, int variety);

    /// Not called for null.
    void write(Group parent, String name, Object value);

    boolean isNullable();

    default Object valueOrNull(RandomGenerator random, int variety) {
        return isNullable() && random.nextInt(4) == 0 ? null : value(random, variety);
    }

    default void writeOrNot(Group parent, String name, Object value) {
        if (value != null) {
            write(parent, name, value);
        }
    }

    /// A column or member of a struct, which may be a repeated field.
    static RandomShape of(RandomGenerator random, int depth) {
        return random.nextInt(8) == 0 ? new Repeated(new Leaf(false, Kind.INT64)) : once(random, depth);
    }

    /// An element or value: there the format gives a repeated field another meaning.
    private static RandomShape once(RandomGenerator random, int depth) {
        boolean isNullable = random.nextInt(3) != 0;
        int kind = depth == 0 ? 0 : random.nextInt(6);
        return switch (kind) {
            case 1 -> new Listing(isNullable, once(random, depth - 1));
            case 2 -> new Mapping(isNullable, new Leaf(false, Kind.STRING), once(random, depth - 1));
            case 3 -> {
                Map<String, RandomShape> members = new LinkedHashMap<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    members.put("m" + i, of(random, depth - 1));
                }
                yield new Struct(isNullable, members);
            }
            default -> new Leaf(isNullable, Kind.values()[random.nextInt(Kind.values().length)]);
        };
    }

    private static Repetition repetition(boolean isNullable) {
        return isNullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
    }

    enum Kind {
        BOOLEAN,
        INT32,
        INT64,
        FLOAT,
        DOUBLE,
        STRING,
        FIXED,
        DATE,
        TIMESTAMP,
        INT96,
        DECIMAL,
        UINT8
    }

    record Leaf(boolean isNullable, Kind kind) implements RandomShape {
        private static final int FIXED_BYTES = 7;

        @Override
        public Type type(String name) {
            Repetition repetition = repetition(isNullable);
            return switch (kind) {
                case BOOLEAN ->
                    Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
                case INT32 ->
                    Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
                case INT64 ->
                    Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
                case FLOAT ->
                    Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
                case DOUBLE ->
                    Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
                case INT96 ->
                    Types.primitive(PrimitiveTypeName.INT96, repetition).named(name);
                case STRING ->
                    Types.primitive(PrimitiveTypeName.BINARY, repetition)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(name);
                case FIXED ->
                    Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                            .length(FIXED_BYTES)
                            .named(name);
                case DATE ->
                    Types.primitive(PrimitiveTypeName.INT32, repetition)
                            .as(LogicalTypeAnnotation.dateType())
                            .named(name);
                case TIMESTAMP ->
                    Types.primitive(PrimitiveTypeName.INT64, repetition)
                            .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.NANOS))
                            .named(name);
                case DECIMAL ->
                    Types.primitive(PrimitiveTypeName.BINARY, repetition)
                            .as(LogicalTypeAnnotation.decimalType(3, 30))
                            .named(name);
                case UINT8 ->
                    Types.primitive(PrimitiveTypeName.INT32, repetition)
                            .as(LogicalTypeAnnotation.intType(8, false))
                            .named(name);
            };
        }

        @Override
        public Object value(RandomGenerator random, int variety) {
            long seed = random.nextInt(variety) * 0x9E3779B97F4A7C15L;
            return switch (kind) {
                case BOOLEAN -> (seed & 1) != 0;
                case INT32 -> (long) (int) (seed >> 20);
                case INT64 -> seed;
                case FLOAT -> (double) (float) (seed * 0.37);
                case DOUBLE -> seed * 0.37;
                case STRING -> "é" + Long.toUnsignedString(seed, 36).repeat((int) (seed & 3));
                case FIXED -> HexFormat.of().toHexDigits(seed >>> 8, 2 * FIXED_BYTES);
                case DATE -> LocalDate.ofEpochDay(seed % 100_000);
                case TIMESTAMP, INT96 -> nanos(seed);
                case DECIMAL ->
                    VectorValues.plain(
                            new BigDecimal(BigInteger.valueOf(seed).multiply(BigInteger.valueOf(seed >> 30)), 3));
                case UINT8 -> (seed >>> 40) & 0xFF;
            };
        }

        private static LocalDateTime nanos(long nanos) {
            return LocalDateTime.ofEpochSecond(
                    Math.floorDiv(nanos, 1_000_000_000L), (int) Math.floorMod(nanos, 1_000_000_000L), ZoneOffset.UTC);
        }

        @Override
        public void write(Group parent, String name, Object value) {
            switch (kind) {
                case BOOLEAN -> parent.add(name, (boolean) value);
                case INT32, UINT8 -> parent.add(name, (int) (long) value);
                case INT64 -> parent.add(name, (long) value);
                case FLOAT -> parent.add(name, (float) (double) value);
                case DOUBLE -> parent.add(name, (double) value);
                case STRING -> parent.add(name, (String) value);
                case FIXED ->
                    parent.add(name, Binary.fromConstantByteArray(HexFormat.of().parseHex((String) value)));
                case DATE -> parent.add(name, (int) ((LocalDate) value).toEpochDay());
                case TIMESTAMP -> parent.add(name, epochNanos((LocalDateTime) value));
                case INT96 -> parent.add(name, int96((LocalDateTime) value));
                case DECIMAL ->
                    parent.add(
                            name,
                            Binary.fromConstantByteArray(((BigDecimal) value)
                                    .setScale(3)
                                    .unscaledValue()
                                    .toByteArray()));
            }
        }

        private static long epochNanos(LocalDateTime time) {
            return time.toLocalDate().toEpochDay() * 86_400_000_000_000L
                    + time.toLocalTime().toNanoOfDay();
        }

        private static Binary int96(LocalDateTime time) {
            ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(time.toLocalTime().toNanoOfDay());
            bytes.putInt((int) time.toLocalDate().toEpochDay() + 2_440_588);
            return Binary.fromConstantByteArray(bytes.array());
        }
    }

    record Listing(boolean isNullable, RandomShape element) implements RandomShape {
        @Override
        public Type type(String name) {
            return Types.buildGroup(repetition(isNullable))
                    .as(LogicalTypeAnnotation.listType())
                    .addField(Types.repeatedGroup()
                            .addField(element.type("element"))
                            .named("list"))
                    .named(name);
        }

        @Override
        public Object value(RandomGenerator random, int variety) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                values.add(element.valueOrNull(random, variety));
            }
            return values;
        }

        @Override
        public void write(Group parent, String name, Object value) {
            Group list = parent.addGroup(name);
            for (Object each : (List<?>) value) {
                element.writeOrNot(list.addGroup("list"), "element", each);
            }
        }
    }

    /// A repeated field outside of a list.
    record Repeated(Leaf element) implements RandomShape {
        @Override
        public boolean isNullable() {
            return false;
        }

        @Override
        public Type type(String name) {
            return Types.primitive(PrimitiveTypeName.INT64, Repetition.REPEATED).named(name);
        }

        @Override
        public Object value(RandomGenerator random, int variety) {
            List<Object> values = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                values.add(element.value(random, variety));
            }
            return values;
        }

        @Override
        public void write(Group parent, String name, Object value) {
            for (Object each : (List<?>) value) {
                element.write(parent, name, each);
            }
        }
    }

    record Mapping(boolean isNullable, Leaf key, RandomShape value) implements RandomShape {
        @Override
        public Type type(String name) {
            return Types.buildGroup(repetition(isNullable))
                    .as(LogicalTypeAnnotation.mapType())
                    .addField(Types.repeatedGroup()
                            .addField(key.type("key"))
                            .addField(value.type("value"))
                            .named("key_value"))
                    .named(name);
        }

        @Override
        public Object value(RandomGenerator random, int variety) {
            Map<Object, Object> entries = new HashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                entries.put(key.value(random, variety), value.valueOrNull(random, variety));
            }
            return entries;
        }

        @Override
        public void write(Group parent, String name, Object entries) {
            Group map = parent.addGroup(name);
            ((Map<?, ?>) entries).forEach((k, v) -> {
                Group entry = map.addGroup("key_value");
                key.write(entry, "key", k);
                value.writeOrNot(entry, "value", v);
            });
        }
    }

    record Struct(boolean isNullable, Map<String, RandomShape> members) implements RandomShape {
        @Override
        public Type type(String name) {
            Types.GroupBuilder<GroupType> group = Types.buildGroup(repetition(isNullable));
            members.forEach((member, shape) -> group.addField(shape.type(member)));
            return group.named(name);
        }

        @Override
        public Object value(RandomGenerator random, int variety) {
            Map<String, Object> values = new LinkedHashMap<>();
            members.forEach((member, shape) -> values.put(member, shape.valueOrNull(random, variety)));
            return values;
        }

        @Override
        public void write(Group parent, String name, Object value) {
            Group group = parent.addGroup(name);
            members.forEach((member, shape) -> shape.writeOrNot(group, member, ((Map<?, ?>) value).get(member)));
        }
    }
}
