package io.quern.dataframe;

import static io.quern.dataframe.Columns.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.JobFailedException;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong with input and output is told clearly, and nothing is lost by it.
class BadInputTest {
    private static final String NUMBERS = "message m { optional int64 n; }";

    private final Frames frames = TestFrames.synchronous();

    @TempDir
    Path root;

    @Test
    void missingFolderIsRefusedWhenTheFrameIsBuilt() {
        assertThatThrownBy(() -> frames.readParquet(root.resolve("nowhere").toString()))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("no such file or folder: " + root.resolve("nowhere"));
    }

    @Test
    void folderWithoutParquetIsRefused() throws IOException {
        Files.writeString(root.resolve("notes.txt"), "x");
        assertThatThrownBy(() -> frames.readParquet(root.toString()))
                .hasMessageStartingWith("no Parquet files in " + root);
    }

    @Test
    void fileThatIsNotParquetIsRefusedByName() throws IOException {
        numbers("a.parquet", 1);
        Files.writeString(root.resolve("in/b.parquet"), "this is no Parquet file at all");
        assertThatThrownBy(() -> read()).hasMessageContaining(root.resolve("in/b.parquet") + ": is not a Parquet file");
    }

    @Test
    void fileThatIsCutShortIsRefusedByName() throws IOException {
        byte[] bytes = Files.readAllBytes(numbers("a.parquet", 1));
        Files.write(root.resolve("in/cut.parquet"), Arrays.copyOf(bytes, bytes.length - 20));
        assertThatThrownBy(() -> read())
                .hasMessageContaining(root.resolve("in/cut.parquet") + ": is not a Parquet file, or cut short");
    }

    @Test
    void corruptPageFailsTheJobWithFileAndRowGroupAndLeavesNoOutput() throws IOException {
        numbers("a.parquet", 1);
        Path broken = ParquetFixture.write(
                root.resolve("in/b.parquet"), NUMBERS, List.of(List.of(1L), List.of(2L), List.of(3L)), 2);
        damageLastPage(broken);
        DataFrame frame = read();
        Path output = root.resolve("out");
        assertThatThrownBy(() -> frame.writeJson(output.toString()))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining(broken.toString())
                .hasMessageContaining("row group 1");
        assertThat(output).doesNotExist();
    }

    @Test
    void addedColumnIsNullWhereAFileLacksIt() {
        numbers("a.parquet", 1);
        ParquetFixture.write(
                root.resolve("in/b.parquet"),
                "message m { optional int64 n; optional binary s (STRING); }",
                List.of(List.of(2L, "two")));
        assertThat(read().collect()).hasToString("[{n=1, s=null}, {n=2, s=two}]");
    }

    @Test
    void changedTypeIsRefusedWithBothFiles() {
        numbers("a.parquet", 1);
        ParquetFixture.write(
                root.resolve("in/b.parquet"), "message m { optional binary n (STRING); }", List.of(List.of("two")));
        assertThatThrownBy(() -> read())
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("column 'n' is int64 in " + root.resolve("in/a.parquet"))
                .hasMessageContaining("string in " + root.resolve("in/b.parquet"));
    }

    @Test
    void unitsOfTimeMayDifferBetweenFiles() {
        long millis = Instant.parse("2017-09-17T00:32:01.005Z").toEpochMilli();
        time("a", "optional int64 ts (TIMESTAMP(MILLIS,true))", millis);
        time("b", "optional int64 ts (TIMESTAMP(MICROS,true))", millis * 1_000);
        time("c", "optional int64 ts (TIMESTAMP(NANOS,true))", millis * 1_000_000);
        time("d", "optional int96 ts", ParquetFixture.int96(millis));
        assertThat(read().collect())
                .extracting(row -> row.getInstant("ts"))
                .containsOnly(Instant.ofEpochMilli(millis))
                .hasSize(4);
    }

    @Test
    void unknownColumnGetsASuggestionAndTheUsersLine() {
        numbers("a.parquet", 1);
        ParquetFixture.write(root.resolve("in/a.parquet"), ParquetFixture.EVENTS, List.of());
        assertThatThrownBy(() -> read().filter(col("sesion_id").isNotNull()))
                .isInstanceOf(QuernException.class)
                .hasMessageStartingWith("there is no column 'sesion_id'; did you mean 'session_id'?");
        assertThatThrownBy(() -> read().groupBy("custmer")).hasMessageContaining("there is no column 'custmer'");
        assertThatThrownBy(() -> read().drop("urll")).hasMessageContaining("did you mean 'url'?");
        assertThatThrownBy(() -> read().rename("urll", "x")).hasMessageContaining("did you mean 'url'?");
        assertThatThrownBy(() -> read().select("urll")).hasMessageContaining("did you mean 'url'?");
        assertThatThrownBy(() -> read().rename("url", "ts")).hasMessageContaining("two columns are named 'ts'");
    }

    @Test
    void conditionThatIsNotBooleanIsRefused() {
        numbers("a.parquet", 1);
        assertThatThrownBy(() -> read().filter(col("n")))
                .hasMessageContaining("a filter needs a boolean condition, but n is int64");
    }

    @Test
    void folderValuesAreDecodedAndHivesDefaultIsNull() {
        ParquetFixture.write(root.resolve("in/k=a%2Fb/x.parquet"), NUMBERS, List.of(List.of(1L)));
        ParquetFixture.write(root.resolve("in/k=__HIVE_DEFAULT_PARTITION__/x.parquet"), NUMBERS, List.of(List.of(2L)));
        assertThat(read().collect()).hasToString("[{n=2, k=null}, {n=1, k=a/b}]");
    }

    @Test
    void folderValueHoldsOverAColumnOfTheFile() {
        ParquetFixture.write(root.resolve("in/n=seven/x.parquet"), NUMBERS, List.of(List.of(1L)));
        assertThat(read().collect()).hasToString("[{n=seven}]");
    }

    @Test
    void existingOutputIsRefusedBeforeAnyWork() throws IOException {
        numbers("a.parquet", 1);
        DataFrame frame = read();
        Files.delete(root.resolve("in/a.parquet"));
        Files.createDirectories(root.resolve("out"));
        Files.writeString(root.resolve("out/old.json"), "{}");
        assertThatThrownBy(() -> frame.writeJson(root.resolve("out").toString()))
                .hasMessageContaining("exists and is not empty");
        assertThat(root.resolve("out/old.json")).hasContent("{}");
    }

    @Test
    void failedOverwriteKeepsTheOldOutput() throws IOException {
        numbers("a.parquet", 1);
        DataFrame frame = read();
        String output = root.resolve("out").toString();
        frame.writeJson(output);
        Files.delete(root.resolve("in/a.parquet"));
        assertThatThrownBy(() -> frame.writeJson(output, WriteOptions.overwriting()))
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining(root.resolve("in/a.parquet").toString());
        assertThat(frames.readText(output + "/*.jsonl").collect()).hasToString("[{value={\"n\":1}}]");
    }

    @Test
    void anOutputOverItsOwnInputIsRefusedAndTheInputStays() throws IOException {
        Path folder = Files.createDirectories(root.resolve("lines"));
        Path input = Files.writeString(folder.resolve("a.txt"), "kept\n");
        DataFrame lines = frames.readText(folder.toString());
        assertThatThrownBy(() -> lines.writeText(folder.toString(), WriteOptions.overwriting()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("holds 1 of the files that are read, such as " + input)
                .hasMessageContaining("write to another folder");
        assertThatThrownBy(() -> lines.limit(1).writeText(root.toString(), WriteOptions.overwriting()))
                .isInstanceOf(QuernException.class);
        assertThat(input).hasContent("kept");
    }

    @Test
    void outputThatCannotBeWrittenIsRefusedBeforeAnyWork() throws IOException {
        numbers("a.parquet", 1);
        DataFrame frame = read();
        Files.delete(root.resolve("in/a.parquet"));
        Files.writeString(root.resolve("file"), "x");
        assertThatThrownBy(() -> frame.writeJson(root.resolve("file/out").toString()))
                .hasMessageContaining("cannot write to the output folder");
    }

    @Test
    void inputThatChangedSincePlanningFailsTheJob() {
        numbers("a.parquet", 1);
        DataFrame frame = read();
        numbers("a.parquet", 1, 2, 3, 4, 5, 6, 7, 8);
        assertThatThrownBy(frame::collect)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining("bytes when the job was planned");
    }

    @Test
    void textWantsOneStringColumn() {
        numbers("a.parquet", 1);
        assertThatThrownBy(() -> read().writeText(root.resolve("out").toString()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USER))
                .hasMessageContaining("n");
        assertThat(root.resolve("out")).doesNotExist();
    }

    private DataFrame read() {
        return frames.readParquet(root.resolve("in").toString());
    }

    private Path numbers(String name, long... numbers) {
        return ParquetFixture.write(
                root.resolve("in").resolve(name),
                NUMBERS,
                Arrays.stream(numbers).mapToObj(n -> List.<Object>of(n)).toList());
    }

    private void time(String name, String column, Object value) {
        ParquetFixture.write(
                root.resolve("in/" + name + ".parquet"), "message m { " + column + "; }", List.of(List.of(value)));
    }

    /// Overwrites bytes in the middle of the data of the last row group.
    private static void damageLastPage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int footerBytes = (bytes[bytes.length - 8] & 0xFF) | (bytes[bytes.length - 7] & 0xFF) << 8;
        int dataEnd = bytes.length - 8 - footerBytes;
        // The page index, if any, lies between the pages and the footer: damage from the last gzip stream on.
        int gzip = dataEnd;
        while (!(bytes[gzip] == 0x1F && (bytes[gzip + 1] & 0xFF) == 0x8B)) {
            gzip--;
        }
        for (int i = gzip + 10; i < gzip + 20; i++) {
            bytes[i] ^= 0x5A;
        }
        Files.write(file, bytes);
    }
}
