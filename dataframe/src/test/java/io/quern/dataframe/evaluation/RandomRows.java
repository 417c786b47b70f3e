package io.quern.dataframe.evaluation;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.ConstantVector;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.BooleanType;
import io.quern.dataframe.type.DataType.DateType;
import io.quern.dataframe.type.DataType.FloatingType;
import io.quern.dataframe.type.DataType.IntegerType;
import io.quern.dataframe.type.DataType.StringType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Rows of the types that expressions are tested on, in every encoding, with values near the edges.
public final class RandomRows {
    public static final Schema SCHEMA = Schema.of(
            Field.of("i", DataType.INT32),
            Field.of("j", DataType.INT32),
            Field.of("n", DataType.INT64),
            Field.of("d", DataType.DOUBLE),
            Field.of("s", DataType.STRING),
            Field.of("u", DataType.STRING),
            Field.of("b", DataType.BOOLEAN),
            Field.of("c", DataType.BOOLEAN),
            Field.of("ts", DataType.TIMESTAMP),
            Field.of("day", DataType.DATE));

    private static final String[] TEXTS = {
        "", "a", "b", "ab", "abc", "A", "aB", "http://a.com/1", "Grüne", "日本", "é", "z", "12", "-7", "1.5", "true"
    };
    private static final long[] TIMES = {
        0,
        1,
        -1,
        1_505_610_000_000_000L,
        1_505_610_000_000_001L,
        1_505_609_999_999_999L,
        -62_135_596_800_000_000L,
        951_782_400_000_000L,
        951_868_799_999_999L,
        4_102_444_800_000_000L
    };

    private final RandomGenerator random;

    public RandomRows(RandomGenerator random) {
        this.random = random;
    }

    /// Each column is flat, a dictionary, or a constant.
    public Batch batch(int rows) {
        List<Vector> columns = new ArrayList<>();
        for (Field field : SCHEMA.fields()) {
            columns.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new ConstantVector(flat(field, 1), rows);
                        case 1, 2 -> dictionary(field, rows);
                        default -> flat(field, rows);
                    });
        }
        return new Batch(SCHEMA, rows, columns);
    }

    public DictionaryVector dictionary(Field field, int rows) {
        return new RandomColumns(random).dictionaryVector(flat(field, 1 + random.nextInt(20)), rows);
    }

    public Vector flat(Field field, int rows) {
        boolean hasNulls = random.nextInt(3) != 0;
        List<@Nullable Object> values = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            values.add(hasNulls && random.nextInt(5) == 0 ? null : value(field.type()));
        }
        return CellWriter.vector(field, values);
    }

    public Object value(DataType type) {
        return switch (type) {
            case BooleanType _ -> random.nextBoolean();
            case IntegerType integer -> integer.bits() == 32 ? (Object) int32() : (Object) int64();
            case FloatingType _ -> float64();
            case StringType _ -> TEXTS[random.nextInt(TEXTS.length)];
            case DateType _ -> LocalDate.ofEpochDay(random.nextInt(-700_000, 60_000));
            default -> timestamp();
        };
    }

    private int int32() {
        int[] edges = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
        return random.nextInt(6) == 0 ? edges[random.nextInt(edges.length)] : random.nextInt(-20, 20);
    }

    private long int64() {
        long[] edges = {0, 1L << 40, -(1L << 40), Integer.MAX_VALUE};
        return random.nextInt(4) == 0 ? edges[random.nextInt(edges.length)] : random.nextLong(-20, 20);
    }

    private double float64() {
        double[] edges = {0.0, -0.0, 1.5, -1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300};
        return random.nextInt(3) == 0 ? edges[random.nextInt(edges.length)] : random.nextInt(-40, 40) / 4.0;
    }

    private Instant timestamp() {
        long micros = random.nextInt(3) == 0
                ? TIMES[random.nextInt(TIMES.length)]
                : random.nextLong(-2_000_000_000_000_000L, 4_000_000_000_000_000L);
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}
