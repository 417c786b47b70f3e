package io.quern.dataframe;

import static io.quern.dataframe.Columns.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.dataframe.output.OutputSummary;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The verbs of the public API, one after the other, over a handful of rows.
class FrameTest {
    private final Frames frames = TestFrames.synchronous();

    @TempDir
    Path root;

    record Trade(String region, long amount) {}

    record Shout(String text, int length) {}

    private DataFrame trades() {
        return frames.fromRecords(
                List.of(new Trade("north", 10), new Trade("south", 20), new Trade("north", 30), new Trade("east", 5)));
    }

    @Test
    void recordsGoInAndComeOut() {
        assertThat(trades().as(Trade.class).collect())
                .containsExactly(
                        new Trade("north", 10), new Trade("south", 20), new Trade("north", 30), new Trade("east", 5));
    }

    @Test
    void columnsAreSelectedAddedReplacedDroppedAndRenamed() {
        DataFrame frame = trades();
        assertThat(frame.select("amount").collect()).hasToString("[{amount=10}, {amount=20}, {amount=30}, {amount=5}]");
        assertThat(frame.with("double", col("amount").times(2)).limit(1).collect())
                .hasToString("[{region=north, amount=10, double=20}]");
        assertThat(frame.with("amount", col("amount").plus(1)).limit(1).collect())
                .hasToString("[{region=north, amount=11}]");
        assertThat(frame.drop("region").schema().names()).containsExactly("amount");
        assertThat(frame.rename("region", "where").limit(1).collect()).hasToString("[{where=north, amount=10}]");
    }

    @Test
    void rowsAreFilteredCountedAndLimited() {
        assertThat(trades().filter(col("amount").ge(10)).count()).isEqualTo(3);
        assertThat(trades().filter(col("amount").gt(100)).collect()).isEmpty();
        assertThat(trades().limit(2).count()).isEqualTo(2);
        assertThat(trades().limit(0).collect()).isEmpty();
        assertThatThrownBy(() -> trades().limit(-1)).hasMessageContaining("a limit is 0 or more rows, not -1");
    }

    @Test
    void rowsAreMappedWithADeclaredSchema() {
        Schema schema = Schema.of(Field.of("text", DataType.STRING), Field.of("half", DataType.DOUBLE));
        DataFrame mapped = trades().mapRows(
                        schema, row -> Row.of(schema, row.getString("region") + "!", row.getLong("amount") / 2.0));
        assertThat(mapped.schema()).isEqualTo(schema);
        assertThat(mapped.limit(1).collect()).hasToString("[{text=north!, half=5.0}]");
    }

    @Test
    void rowsAreMappedToRecords() {
        assertThat(trades().mapRows(
                                Shout.class,
                                row -> new Shout(
                                        row.getString("region").toUpperCase(java.util.Locale.ROOT),
                                        row.getString("region").length()))
                        .filter(col("length").eq(4))
                        .as(Shout.class)
                        .collect())
                .containsExactly(new Shout("EAST", 4));
    }

    @Test
    void rowOfAnotherSchemaThanDeclaredIsRefused() {
        Schema declared = Schema.of(Field.of("a", DataType.STRING));
        assertThatThrownBy(() -> trades().mapRows(declared, row -> row).collect())
                .hasMessageContaining(
                        "mapRows declared the columns [a], but its function returned a row of [region, amount]");
    }

    @Test
    void typedViewThatDoesNotFitIsRefusedAtOnce() {
        assertThatThrownBy(() -> trades().as(Shout.class))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("text");
    }

    @Test
    void framesAreLazyAndTheirTextComputesNothing() throws IOException {
        Path file = numbers("in/a.parquet", 1, 10);
        DataFrame frame = frames.readParquet(file.toString()).filter(col("n").gt(2));
        Files.delete(file);
        assertThat(frame).hasToString("DataFrame [n: int64]");
        assertThat(frame.explain()).contains("== Physical plan ==");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 40})
    void repartitionKeepsRowsAndTheirOrder(int partitions) throws IOException {
        for (int i = 0; i < 5; i++) {
            numbers("in/" + i + ".parquet", i * 10L, 10 - i);
        }
        DataFrame frame = frames.readParquet(root.resolve("in").toString());
        List<Row> all = frame.collect();
        assertThat(frame.repartition(partitions).collect()).isEqualTo(all);

        OutputSummary written =
                frame.repartition(partitions).writeJson(root.resolve("out").toString());

        assertThat(written.files()).hasSize(partitions);
        assertThat(written.rows()).isEqualTo(all.size());
    }

    @Test
    void headReadsNoMorePartitionsThanItNeeds() throws IOException {
        numbers("in/a.parquet", 1, 10);
        numbers("in/b.parquet", 1, 10);
        DataFrame frame = frames.readParquet(root.resolve("in").toString());
        Files.delete(root.resolve("in/b.parquet"));
        frame.show(5);
        assertThatThrownBy(() -> frame.show(15)).hasMessageContaining("b.parquet");
    }

    @Test
    void textLinesAreReadAndWritten() throws IOException {
        Files.createDirectories(root.resolve("in"));
        Files.writeString(root.resolve("in/a.txt"), "one\ntwo\r\nthree");
        DataFrame lines = frames.readText(root.resolve("in").toString());
        assertThat(lines.collect()).hasToString("[{value=one}, {value=two}, {value=three}]");
        OutputSummary written = lines.filter(col("value").ne("two"))
                .writeText(root.resolve("out").toString());
        assertThat(root.resolve("out").resolve(written.files().getFirst().name()))
                .hasContent("one\nthree\n");
    }

    @Test
    void outputIsOverwrittenOnlyWhenAsked() throws IOException {
        String output = root.resolve("out").toString();
        trades().writeJson(output);
        assertThatThrownBy(() -> trades().writeJson(output)).hasMessageContaining("exists and is not empty");
        OutputSummary second = trades().limit(1).writeJson(output, WriteOptions.overwriting());
        try (Stream<Path> files = Files.list(root.resolve("out"))) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            assertThat(names)
                    .containsExactly("_SUCCESS", second.files().getFirst().name());
        }
    }

    @Test
    void filterOnFoldersReadsOnlyTheirFiles() throws IOException {
        numbers("in/k=a/x.parquet", 1, 3);
        numbers("in/k=b/x.parquet", 4, 3);
        DataFrame frame = frames.readParquet(root.resolve("in").toString());
        Files.delete(root.resolve("in/k=b/x.parquet"));
        assertThat(frame.filter(col("k").eq("a").and(col("n").gt(1))).count()).isEqualTo(2);
        assertThat(frame.filter(col("k").eq("none")).collect()).isEmpty();
    }

    @Test
    void fileOfManyRowGroupsIsReadWhole() {
        ParquetFixture.write(
                root.resolve("in/a.parquet"),
                "message m { optional int64 n; }",
                LongStream.range(0, 1_000).mapToObj(n -> List.<Object>of(n)).toList(),
                100);
        assertThat(frames.readParquet(root.resolve("in").toString()).collect())
                .extracting(row -> row.getLong("n"))
                .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void userLineStandsInTheMessage() {
        List<String> messages = new ArrayList<>();
        // As a program outside io.quern would call: through a class of the JDK.
        List.of("nobody").forEach(name -> {
            try {
                trades().select(name);
            } catch (QuernException e) {
                messages.add(e.getMessage());
            }
        });
        assertThat(messages.getFirst()).contains("there is no column 'nobody'").contains("\n  at ");
    }

    private Path numbers(String name, long from, int count) {
        return ParquetFixture.write(
                root.resolve(name),
                "message m { optional int64 n; }",
                LongStream.range(from, from + count)
                        .mapToObj(n -> List.<Object>of(n))
                        .toList());
    }
}
