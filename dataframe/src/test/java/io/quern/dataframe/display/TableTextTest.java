package io.quern.dataframe.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.DecimalType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TableTextTest {
    private static final Schema SALES = Schema.of(
            Field.of("region", DataType.STRING),
            Field.of("hour", DataType.TIMESTAMP),
            Field.of("revenue", new DecimalType(10, 2)));

    @Test
    void numbersStandRightAndNullsAreWritten() {
        assertThat(table(sales(), TableStyle.PLAIN)).isEqualTo("""
                        ┌────────┬─────────────────────────┬───────────────┐
                        │ region │ hour                    │       revenue │
                        │ string │ timestamp(us)           │ decimal(10,2) │
                        ├────────┼─────────────────────────┼───────────────┤
                        │ north  │ 2026-11-01T10:00:00     │     182334.10 │
                        │ 南     │ 2026-11-01T10:00:00.250 │          null │
                        │ null   │ null                    │         -1.00 │
                        └────────┴─────────────────────────┴───────────────┘
                        3 of ? rows
                        """);
    }

    @Test
    void asciiIsEnoughWhereItMustBe() {
        assertThat(table(sales(), new TableStyle(34, false, false))).isEqualTo("""
                        +--------+-----+---------------+
                        | region | ... |       revenue |
                        | string | ... | decimal(10,2) |
                        +--------+-----+---------------+
                        | north  | ... |     182334.10 |
                        | 南     | ... |          null |
                        | null   | ... |         -1.00 |
                        +--------+-----+---------------+
                        3 of ? rows, 2 of 3 columns
                        """);
    }

    @Test
    void nullsAndTypesAreDimInColour() {
        Schema schema = Schema.of(Field.of("n", DataType.INT64));
        String table = TableText.of(
                schema,
                List.of(batch(schema, List.of(Arrays.asList(1L, null)))),
                OptionalLong.of(2),
                new TableStyle(80, true, true));
        assertThat(table)
                .contains("│ \u001b[2mint64\u001b[0m │", "│  \u001b[2mnull\u001b[0m │", "│     1 │")
                .endsWith("2 rows\n");
    }

    @Test
    void longValuesAreCutAndControlCharactersShown() {
        Schema schema = Schema.of(Field.of("s", DataType.STRING));
        String table = TableText.of(
                schema,
                List.of(batch(schema, List.of(List.of("x".repeat(50), "a\nb\u001b[2J")))),
                OptionalLong.of(1204),
                TableStyle.PLAIN);
        assertThat(table)
                .contains("│ " + "x".repeat(39) + "… │", "│ a\\nb\\u001b[2J ")
                .endsWith("2 of 1,204 rows\n");
    }

    @Test
    void nestedValuesAreOneLine() {
        DataType counts = new MapType(Field.required("key", DataType.STRING), Field.of("value", DataType.INT64));
        Schema schema = Schema.of(Field.of("m", counts), Field.of("b", DataType.BINARY));
        String table = TableText.of(
                schema,
                List.of(batch(schema, List.of(List.of(Map.of("a", 1L)), List.of(new byte[] {1, (byte) 0xAB})))),
                OptionalLong.of(1),
                TableStyle.PLAIN);
        assertThat(table).contains("│ {a: 1}             │ 0x01ab │").endsWith("1 row\n");
    }

    @Test
    void everyLineIsEquallyWideAndNoWiderThanAllowed() {
        Seeds.run(500, random -> {
            RandomColumns make = new RandomColumns(random);
            Schema schema = make.schema(1 + random.nextInt(8));
            TableStyle style = new TableStyle(50 + random.nextInt(150), random.nextBoolean(), false);
            String table =
                    TableText.of(schema, List.of(make.batch(schema, random.nextInt(5))), OptionalLong.empty(), style);
            List<String> lines = table.lines().toList();
            assertThat(lines.subList(0, lines.size() - 1).stream()
                            .map(TextWidth::of)
                            .distinct())
                    .hasSize(1)
                    .allMatch(width -> width <= style.widthMax());
        });
    }

    private static Batch sales() {
        return batch(
                SALES,
                List.of(
                        Arrays.asList("north", "南", null),
                        Arrays.asList(
                                Instant.parse("2026-11-01T10:00:00Z"), Instant.parse("2026-11-01T10:00:00.25Z"), null),
                        Arrays.asList(new BigDecimal("182334.1"), null, new BigDecimal("-1"))));
    }

    private static Batch batch(Schema schema, List<? extends List<?>> columns) {
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            vectors.add(CellWriter.vector(schema.fields().get(i), columns.get(i)));
        }
        return new Batch(schema, columns.getFirst().size(), vectors);
    }

    private static String table(Batch batch, TableStyle style) {
        return TableText.of(batch.schema(), List.of(batch), OptionalLong.empty(), style);
    }
}
