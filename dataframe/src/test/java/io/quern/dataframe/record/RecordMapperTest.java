package io.quern.dataframe.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecordMapperTest {
    enum Kind {
        VIEW,
        CLICK
    }

    record Positive(long value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive: " + value);
            }
        }
    }

    record Metrics(long views, OptionalLong visitors) {}

    record Everything(
            boolean flag,
            byte tiny,
            short small,
            int number,
            Long boxed,
            float single,
            double real,
            BigInteger big,
            BigDecimal money,
            String text,
            Kind kind,
            LocalDate day,
            LocalTime time,
            Instant instant,
            LocalDateTime local,
            List<String> tags,
            Map<String, Long> counts,
            Metrics metrics,
            List<Metrics> history,
            Optional<String> note,
            OptionalInt rank,
            OptionalDouble share) {}

    private static final Everything FULL = new Everything(
            true,
            (byte) -1,
            (short) 300,
            70_000,
            1L << 40,
            0.5f,
            Math.PI,
            BigInteger.TEN.pow(30),
            new BigDecimal("12.500000000"),
            "text",
            Kind.CLICK,
            LocalDate.of(2017, 9, 17),
            LocalTime.of(1, 2, 3),
            Instant.parse("2017-09-17T01:00:00Z"),
            LocalDateTime.of(2017, 9, 17, 1, 0),
            List.of("a", "b"),
            Map.of("x", 1L),
            new Metrics(3, OptionalLong.of(2)),
            List.of(new Metrics(1, OptionalLong.empty())),
            Optional.of("note"),
            OptionalInt.of(7),
            OptionalDouble.of(0.25));

    private static final Everything SPARSE = new Everything(
            false,
            (byte) 0,
            (short) 0,
            0,
            null,
            0f,
            0,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty());

    @Test
    void recordsComeBackFromTheirColumns() {
        Batch batch = RecordSchema.batch(Everything.class, List.of(FULL, SPARSE));
        RecordMapper<Everything> mapper = RecordMapper.of(Everything.class, batch.schema());
        assertThat(mapper.records(new Partition(batch.schema(), List.of(batch))))
                .containsExactly(FULL, SPARSE);
    }

    @Test
    void theSchemaOfARecordNamesItsComponents() {
        assertThat(RecordSchema.of(Metrics.class))
                .isEqualTo(Schema.of(Field.required("views", DataType.INT64), Field.of("visitors", DataType.INT64)));
    }

    @Test
    void allMismatchesAreShownAtOnce() {
        Schema schema = Schema.of(
                Field.of("flag", DataType.STRING),
                Field.of("number", DataType.INT64),
                Field.of("metrics", new StructType(List.of(Field.of("views", DataType.DOUBLE)))));
        record Wanted(boolean flag, int number, String missing, Metrics metrics) {}
        assertThatThrownBy(() -> RecordMapper.of(Wanted.class, schema))
                .isInstanceOf(QuernException.class)
                .hasMessage("""
                        rows cannot become records of Wanted: 5 mismatches
                          component         is            column  remedy
                          flag              boolean       string  use String or an enum
                          number            int           int64   use long
                          missing           String        none    columns: flag, number, metrics
                          metrics.views     long          double  use double
                          metrics.visitors  OptionalLong  none    columns: views""");
    }

    @Test
    void nullForAPrimitiveNamesComponentAndRow() {
        Schema schema = Schema.of(Field.of("views", DataType.INT64), Field.of("visitors", DataType.INT64));
        Map<String, Object> row = new HashMap<>();
        row.put("views", null);
        row.put("visitors", 1L);
        Batch batch = RecordSchema.batch(schema, List.of(new Metrics(1, OptionalLong.empty()), row));
        RecordMapper<Metrics> mapper = RecordMapper.of(Metrics.class, schema);
        assertThatThrownBy(() -> mapper.records(new Partition(schema, List.of(batch))))
                .isInstanceOf(QuernException.class)
                .hasMessage("row 1 cannot become a Metrics: 'views' is null, and a component of type long cannot be;"
                        + " make it Optional, or its type the boxed one");
    }

    @Test
    void smallerNumbersGoIntoLargerOnes() {
        record Wide(long a, double b, BigInteger c) {}
        Schema schema = Schema.of(
                Field.of("c", new IntegerType(64, false)),
                Field.of("b", DataType.INT32),
                Field.of("a", new IntegerType(8, false)),
                Field.of("other", DataType.STRING));
        Map<String, Object> row = Map.of("a", 200, "b", -7, "c", BigInteger.TWO.pow(63), "other", "x");
        Batch batch = RecordSchema.batch(schema, List.of(row));
        assertThat(RecordMapper.of(Wide.class, schema).records(new Partition(schema, List.of(batch))))
                .containsExactly(new Wide(200, -7, BigInteger.TWO.pow(63)));
    }

    @Test
    void aTypeWithoutAColumnTypeIsNamed() {
        record Odd(Thread worker) {}
        assertThatThrownBy(() -> RecordSchema.of(Odd.class))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("component 'worker' of Odd is a java.lang.Thread");
        record Endless(List<Endless> more) {}
        assertThatThrownBy(() -> RecordSchema.of(Endless.class))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("contains itself");
    }

    @Test
    void aConstructorMayRefuseARow() {
        Schema schema = Schema.of(Field.of("value", DataType.INT64));
        Batch batch = RecordSchema.batch(schema, Arrays.asList(Map.of("value", -1L)));
        assertThatThrownBy(() -> RecordMapper.of(Positive.class, schema).records(new Partition(schema, List.of(batch))))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the constructor of Positive refused a row")
                .hasMessageContaining("not positive: -1");
    }
}
