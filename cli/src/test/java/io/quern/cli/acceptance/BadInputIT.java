package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cli.acceptance.QuernProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person sees of bad input and output: the exit code, a first line that says it all, and nothing lost.
/// Every other kind of bad input is shown by `BadInputTest` and `FileDiscoveryTest` of `dataframe`.
class BadInputIT {
    private static final Path SAMPLE =
            QuernProcess.ROOT.resolve("examples/src/test/resources/events-sample/input/year=2017/month=09/day=17");

    @TempDir
    private Path folder;

    @Test
    void missingFolderIsMisuseAndAStackTraceComesOnlyWhenAskedFor() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        Ended ended = events(nowhere, folder.resolve("out"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.firstErrorLine()).isEqualTo("quern example events: no such file or folder: " + nowhere);
        assertThat(ended.errors()).contains("at EventsJob.java:").doesNotContain("\tat ");
        Ended verbose = events(nowhere, folder.resolve("out"), "--verbose");
        assertThat(verbose.firstErrorLine()).isEqualTo(ended.firstErrorLine());
        assertThat(verbose.errors()).contains("\tat io.quern.");
    }

    @Test
    void folderWithoutParquetIsMisuse() throws Exception {
        Path input = Files.createDirectory(folder.resolve("in"));
        Files.writeString(input.resolve("notes.txt"), "x");
        Ended ended = events(input, folder.resolve("out"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.firstErrorLine()).contains("no Parquet files in " + input, "notes.txt");
    }

    @Test
    void filesThatAreNoParquetOrCutShortAreNamed() throws Exception {
        Path input = Files.createDirectory(folder.resolve("in"));
        Path file = input.resolve("part.parquet");
        Files.writeString(file, "this is no Parquet file at all");
        assertThat(events(input, folder.resolve("out")))
                .matches(ended -> ended.exitCode() == 2)
                .extracting(Ended::firstErrorLine)
                .asString()
                .contains(file + ": is not a Parquet file");
        byte[] whole = Files.readAllBytes(sampleFile());
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(events(input, folder.resolve("out")))
                .matches(ended -> ended.exitCode() == 2)
                .extracting(Ended::firstErrorLine)
                .asString()
                .contains(file + ": is not a Parquet file, or cut short");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void corruptPageFailsTheJobAndNoPartOfItsOutputCounts() throws Exception {
        Path input = withCorruptFile();
        Path broken = input.resolve("hour=01/customer=site4.com/broken.parquet");
        Path output = folder.resolve("out");
        Ended ended = events(input, output);
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.firstErrorLine())
                .startsWith("quern example events: ")
                .contains(broken.toString(), "row group 0");
        assertThat(ended.errors()).doesNotContain("\tat ");
        assertThat(output).doesNotExist();
    }

    @Test
    void failedOverwriteOnWorkerProcessesKeepsTheEarlierOutputAndNothingElse() throws Exception {
        Path output = folder.resolve("out");
        assertThat(events(SAMPLE, output).exitCode()).isZero();
        List<Path> before = files(output);
        Path input = withCorruptFile();
        Ended ended = events(input, output, "--overwrite", "--processes", "1", "--memory", "512MiB");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.firstErrorLine())
                .contains(
                        input.resolve("hour=01/customer=site4.com/broken.parquet")
                                .toString(),
                        "row group 0");
        assertThat(files(output)).isEqualTo(before).contains(output.resolve("_SUCCESS"));
        try (EventGroups groups = new EventGroups()) {
            assertThat(groups.countEqual(EventGroups.ofOutput(output), EventGroups.ofEvents(SAMPLE)))
                    .isPositive();
        }
    }

    @Test
    void unknownColumnGetsASuggestionAndTheLineOfTheProgram() throws Exception {
        Path input = Files.createDirectory(folder.resolve("in"));
        duckDb(
                "COPY (SELECT 'u' AS url, 'r' AS referrer, 'c' AS customer, 's' AS sesion_id, TIMESTAMP '2017-09-17' AS ts)"
                        + " TO '" + input.resolve("a.parquet") + "' (FORMAT parquet)");
        Ended ended = events(input, folder.resolve("out"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.firstErrorLine()).contains("there is no column 'session_id'; did you mean 'sesion_id'?");
        assertThat(ended.errors()).containsPattern("\n +at EventsJob.java:\\d+");
    }

    @Test
    void encodedFolderValuesAreDecodedAndHivesDefaultIsNull() throws Exception {
        Path input = folder.resolve("in");
        for (String customer : List.of("a%2Fb%3Dc%20d.com", "__HIVE_DEFAULT_PARTITION__")) {
            Files.copy(
                    sampleFile(),
                    Files.createDirectories(input.resolve("customer=" + customer))
                            .resolve("a.parquet"));
        }
        Path output = folder.resolve("out");
        Ended ended = events(input, output);
        assertThat(ended.exitCode()).as(ended.errors()).isZero();
        try (EventGroups groups = new EventGroups()) {
            assertThat(groups.countEqual(EventGroups.ofOutput(output), EventGroups.ofEvents(input)))
                    .isPositive();
        }
        String text = String.join("\n", Files.readAllLines(onlyFile(output)));
        assertThat(text).contains("\"customer\":\"a/b=c d.com\"", "{\"_id\":null,\"customer\":null,");
    }

    @Test
    void existingOutputIsRefusedAndKept() throws Exception {
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.writeString(output.resolve("mine.txt"), "precious");
        Ended ended = events(SAMPLE, output);
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).as("no progress: refused before any work").isEmpty();
        assertThat(ended.firstErrorLine()).contains(output.toString(), "exists and is not empty", "--overwrite");
        assertThat(files(output)).containsExactly(output.resolve("mine.txt"));
    }

    @Test
    void outputThatCannotBeWrittenIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Ended ended = events(SAMPLE, file.resolve("out"));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.out()).as("no progress: refused before any work").isEmpty();
        assertThat(ended.firstErrorLine())
                .contains("cannot write to the output folder " + file.resolve("out"), "name one that can be written");
        assertThat(file).hasContent("x");
    }

    private Ended events(Path input, Path output, String... more) throws IOException, InterruptedException {
        Stream<String> arguments =
                Stream.of("example", "events", "--input", input.toString(), "--output", output.toString());
        return QuernProcess.run(
                folder, Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

    /// The sample, and beside it a file with other bytes in the middle of its pages.
    private Path withCorruptFile() throws IOException {
        Path input = folder.resolve("damaged");
        for (String place : List.of("hour=00/customer=site3.com", "hour=01/customer=site4.com")) {
            Path copy = Files.createDirectories(input.resolve(place));
            Files.copy(sampleFile(), copy.resolve("good.parquet"));
        }
        byte[] bytes = Files.readAllBytes(sampleFile());
        for (int i = bytes.length / 2; i < bytes.length / 2 + 64; i++) {
            bytes[i] ^= 0x5A;
        }
        Files.write(input.resolve("hour=01/customer=site4.com/broken.parquet"), bytes);
        return input;
    }

    private static Path sampleFile() throws IOException {
        return onlyFile(SAMPLE.resolve("hour=00/customer=site3.com"));
    }

    private static Path onlyFile(Path place) throws IOException {
        List<Path> files = files(place).stream()
                .filter(file -> !file.getFileName().toString().startsWith("_"))
                .toList();
        assertThat(files).hasSize(1);
        return files.getFirst();
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> walk = Files.walk(place)) {
            return walk.filter(path -> !path.equals(place)).sorted().toList();
        }
    }

    private static void duckDb(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
