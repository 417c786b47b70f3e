package io.quern.dataframe.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.dataframe.batch.Batch;
import io.quern.dataframe.batch.DictionaryVector;
import io.quern.dataframe.batch.Flatten;
import io.quern.dataframe.batch.Partition;
import io.quern.dataframe.batch.RandomColumns;
import io.quern.dataframe.batch.Seeds;
import io.quern.dataframe.batch.Validity;
import io.quern.dataframe.batch.Vector;
import io.quern.dataframe.batch.builder.BytesVectorBuilder;
import io.quern.dataframe.batch.cell.CellWriter;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.DataType.MapType;
import io.quern.dataframe.type.DataType.StructType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLinesWriterTest {
    private static final int SEEDS = 500;

    @Test
    void linesParseBackToTheRows() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            Partition partition = make.partition(make.schema(random.nextInt(5)), random.nextInt(4), 40);
            List<Object> parsed = ParsedJson.lines(lines(partition));
            List<Object> wanted = new ArrayList<>();
            for (List<@Nullable Object> row : RandomColumns.rows(partition)) {
                wanted.add(ParsedJson.row(row, partition.schema()));
            }
            assertThat(parsed).isEqualTo(wanted);
        });
    }

    @Test
    void encodingsDoNotShow() {
        Seeds.run(SEEDS, random -> {
            RandomColumns make = new RandomColumns(random);
            Partition partition = make.partition(make.schema(3), 2, 40);
            Partition flat = new Partition(
                    partition.schema(),
                    partition.batches().stream().map(Flatten::batch).toList());
            assertThat(lines(partition)).isEqualTo(lines(flat));
        });
    }

    @Test
    void membersOfMapsAreInTheOrderOfTheirBytes() {
        DataType map = new MapType(Field.required("key", DataType.STRING), Field.of("value", DataType.INT64));
        String line = line(map, Map.of("é", 1L, "b", 2L, "a", 3L, "Z", 4L, "", 5L));
        assertThat(line).isEqualTo("{\"c\":{\"\":5,\"Z\":4,\"a\":3,\"b\":2,\"é\":1}}\n");
    }

    @Test
    void keysThatAreNotTextAreWrittenAsText() {
        DataType map = new MapType(Field.required("key", DataType.INT64), Field.of("value", DataType.BOOLEAN));
        assertThat(line(map, Map.of(10L, true, 9L, false))).isEqualTo("{\"c\":{\"10\":true,\"9\":false}}\n");
    }

    @Test
    void theRecordOfTheEventsJobIsWrittenAsPublished() throws IOException {
        StructType metrics =
                new StructType(List.of(Field.of("page_views", DataType.INT64), Field.of("visitors", DataType.INT64)));
        Schema schema = Schema.of(
                Field.of("_id", DataType.STRING),
                Field.of("ts", DataType.TIMESTAMP),
                Field.of("metrics", metrics),
                Field.of(
                        "referrers",
                        new MapType(Field.required("key", DataType.STRING), Field.of("value", DataType.INT64))));
        List<Object> row = List.of(
                "http://a.com/articles/1|a.com|2017-09-17T01:00:00",
                java.time.Instant.parse("2017-09-17T01:00:00Z"),
                Map.of("page_views", 3L, "visitors", 2L),
                Map.of("http://google.com/", 2L, "http://bing.com/", 1L));
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            columns.add(CellWriter.vector(schema.fields().get(i), List.of(row.get(i))));
        }
        assertThat(lines(new Partition(schema, List.of(new Batch(schema, 1, columns)))))
                .isEqualTo(
                        "{\"_id\":\"http://a.com/articles/1|a.com|2017-09-17T01:00:00\",\"ts\":\"2017-09-17T01:00:00\","
                                + "\"metrics\":{\"page_views\":3,\"visitors\":2},"
                                + "\"referrers\":{\"http://bing.com/\":1,\"http://google.com/\":2}}\n");
    }

    @Test
    void bytesThatAreNotUtf8BecomeTheReplacementCharacter() {
        BytesVectorBuilder text = new BytesVectorBuilder(DataType.STRING, 4);
        text.append(new byte[] {'a', (byte) 0xFF, 'b'});
        text.append(new byte[] {(byte) 0xC0, (byte) 0x80});
        text.append(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80});
        text.append(new byte[] {'"', (byte) 0xE2, (byte) 0x82});
        Schema schema = Schema.of(Field.of("c", DataType.STRING));
        String lines = lines(new Partition(schema, List.of(new Batch(schema, 4, List.of(text.build())))));
        assertThat(lines.lines())
                .containsExactly(
                        "{\"c\":\"a\uFFFDb\"}",
                        "{\"c\":\"\uFFFD\uFFFD\"}",
                        "{\"c\":\"\uFFFD\"}", // a surrogate, for which the JDK writes one
                        "{\"c\":\"\\\"\uFFFD\"}");
    }

    @Test
    void aFrameWithoutColumnsHasEmptyObjects() {
        Schema schema = new Schema(List.of());
        assertThat(lines(new Partition(schema, List.of(new Batch(schema, 2, List.of())))))
                .isEqualTo("{}\n{}\n");
    }

    @Test
    void numbersHaveAllTheirDigits() {
        List<Long> edges = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            edges.addAll(List.of(power, power - 1, -power, 1 - power));
        }
        Schema schema = Schema.of(Field.of("c", DataType.INT64));
        Vector vector = CellWriter.vector(schema.fields().getFirst(), edges);
        String lines = lines(new Partition(schema, List.of(new Batch(schema, edges.size(), List.of(vector)))));
        assertThat(lines.lines())
                .containsExactlyElementsOf(
                        edges.stream().map(edge -> "{\"c\":" + edge + "}").toList());
    }

    @Test
    void aDictionaryIsReusedAcrossBatches() {
        Schema schema = Schema.of(Field.of("c", DataType.STRING));
        Vector dictionary = CellWriter.vector(schema.fields().getFirst(), Arrays.asList("x\"", null));
        Vector codes = new DictionaryVector(2, Validity.ALL, new int[] {0, 1}, dictionary);
        Batch batch = new Batch(schema, 2, List.of(codes));
        assertThat(lines(new Partition(schema, List.of(batch, batch))))
                .isEqualTo("{\"c\":\"x\\\"\"}\n{\"c\":null}\n".repeat(2));
    }

    @Test
    void aColumnOfJavaObjectsIsRefusedBeforeAnyWork() {
        assertThatThrownBy(() -> new JsonLinesFormat().check(Schema.of(Field.of("state", DataType.OBJECT))))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("column 'state' of type object");
    }

    private static String line(DataType type, Object value) {
        Schema schema = Schema.of(Field.of("c", type));
        Vector vector = CellWriter.vector(schema.fields().getFirst(), List.of(value));
        return lines(new Partition(schema, List.of(new Batch(schema, 1, List.of(vector)))));
    }

    private static String lines(Partition partition) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(JsonLinesWriter.write(partition, out)).isEqualTo(partition.rows());
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
