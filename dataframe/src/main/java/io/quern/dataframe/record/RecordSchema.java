package io.quern.dataframe.record;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.ListType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.DataType.TimeType;
import io.quern.dataframe.type.DataType.TimestampType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import io.quern.dataframe.type.TimeUnit;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The schema of a record class, and its records as a batch.
///
/// Times are microseconds, `BigDecimal` is decimal(38,9), `BigInteger` decimal(38,0); a schema of the caller's own says
/// otherwise. Components of primitive types are not nullable.
public final class RecordSchema {
    private static final DataType DECIMAL = new DecimalType(38, 9);
    private static final DataType BIG_INTEGER = new DecimalType(38, 0);

    private static final Map<Class<?>, DataType> SCALARS = Map.ofEntries(
            Map.entry(Boolean.class, DataType.BOOLEAN),
            Map.entry(Byte.class, new IntegerType(8, true)),
            Map.entry(Short.class, new IntegerType(16, true)),
            Map.entry(Integer.class, DataType.INT32),
            Map.entry(Long.class, DataType.INT64),
            Map.entry(Float.class, DataType.FLOAT),
            Map.entry(Double.class, DataType.DOUBLE),
            Map.entry(OptionalInt.class, DataType.INT32),
            Map.entry(OptionalLong.class, DataType.INT64),
            Map.entry(OptionalDouble.class, DataType.DOUBLE),
            Map.entry(BigDecimal.class, DECIMAL),
            Map.entry(BigInteger.class, BIG_INTEGER),
            Map.entry(String.class, DataType.STRING),
            Map.entry(byte[].class, DataType.BINARY),
            Map.entry(LocalDate.class, DataType.DATE),
            Map.entry(LocalTime.class, new TimeType(TimeUnit.MICROS)),
            Map.entry(Instant.class, DataType.TIMESTAMP),
            Map.entry(LocalDateTime.class, new TimestampType(TimeUnit.MICROS, false)));

    private RecordSchema() {}

    /// @throws QuernException if a component's type has no column type; names it
    public static Schema of(Class<?> recordClass) {
        if (!recordClass.isRecord()) {
            throw QuernException.user(recordClass.getName() + " is not a record; a schema is made from a record class");
        }
        return new Schema(fields(recordClass, List.of()));
    }

    /// The records as columns of [#of(Class)].
    public static <T> Batch batch(Class<T> recordClass, List<? extends T> records) {
        return batch(of(recordClass), records);
    }

    /// The records as columns of a schema, each from the component of its name.
    ///
    /// @throws QuernException if a record has no such component, or a value does not fit; names column and row
    public static Batch batch(Schema schema, List<?> records) {
        List<CellWriter> writers = schema.fields().stream()
                .map(field -> CellWriter.of(field, records.size()))
                .toList();
        for (Object one : records) {
            for (int i = 0; i < writers.size(); i++) {
                writers.get(i)
                        .append(CellWriter.member(one, schema.fields().get(i).name()));
            }
        }
        List<Vector> columns = writers.stream().map(CellWriter::build).toList();
        return new Batch(schema, records.size(), columns);
    }

    private static List<Field> fields(Class<?> recordClass, List<Class<?>> outer) {
        if (outer.contains(recordClass)) {
            throw QuernException.user("the record " + recordClass.getName() + " contains itself; columns cannot");
        }
        List<Class<?>> path = new ArrayList<>(outer);
        path.add(recordClass);
        return Arrays.stream(recordClass.getRecordComponents())
                .map(component -> field(component, path))
                .toList();
    }

    private static Field field(RecordComponent component, List<Class<?>> path) {
        DataType type = type(component.getGenericType(), component, path);
        return new Field(component.getName(), type, !component.getType().isPrimitive());
    }

    private static DataType type(Type javaType, RecordComponent component, List<Class<?>> path) {
        if (javaType instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return type(arguments[0], component, path);
            }
            if (raw == List.class) {
                return new ListType(Field.of("item", type(arguments[0], component, path)));
            }
            if (raw == Map.class) {
                return new MapType(
                        Field.required("key", type(arguments[0], component, path)),
                        Field.of("value", type(arguments[1], component, path)));
            }
        }
        if (javaType instanceof Class<?> javaClass) {
            if (javaClass.isRecord()) {
                return new StructType(fields(javaClass, path));
            }
            DataType scalar = SCALARS.get(Primitives.boxed(javaClass));
            if (scalar != null) {
                return scalar;
            }
            if (javaClass.isEnum()) {
                return DataType.STRING;
            }
        }
        throw QuernException.user("component '" + component.getName() + "' of "
                + component.getDeclaringRecord().getSimpleName() + " is a " + javaType.getTypeName()
                + ", for which there is no column type; see the table of io.quern.dataframe.record, or give a schema");
    }
}
