package io.quern.cli.acceptance;

import static io.quern.dataframe.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.cluster.Cluster;
import io.quern.cluster.ProcessCluster;
import io.quern.cluster.ProcessClusterOptions;
import io.quern.dataframe.DataFrame;
import io.quern.dataframe.Frames;
import io.quern.dataframe.Row;
import io.quern.dataframe.output.OutputSummary;
import io.quern.dataframe.type.DataType;
import io.quern.dataframe.type.Field;
import io.quern.dataframe.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of which a function of the user's makes more than a worker's memory holds.
class MultipliedRowsIT {
    private static final Schema MADE = Schema.of(Field.of("n", DataType.INT64), Field.of("text", DataType.STRING));
    private static final Schema TEXT = Schema.of(Field.of("text", DataType.STRING));
    private static final int ROWS = 20_000;

    @TempDir
    private Path folder;

    /// What each row was.
    record Numbered(long n) {}

    @Test
    void outputThatDoesNotFitFailsItsTaskByNameAndTheWorkerLives() throws Exception {
        ProcessClusterOptions options = ProcessClusterOptions.of(1, 273L << 20);
        try (Cluster cluster =
                ProcessCluster.start(new ProcessClusterOptions(1, 2, options.memory(), options.surroundings()))) {
            List<String> before = LiveWorkers.ids(cluster);
            // All of one batch.
            assertThatThrownBy(() -> multiplied(cluster, 20_000).collect())
                    .hasMessageContaining(" of memory for ")
                    .hasMessageContaining("collected batches ")
                    .hasMessageContaining("records+map[0] needs ")
                    .hasMessageContaining("give the worker more worker.memory or fewer worker.threads");
            // Each batch is a small one, and all of them are not.
            assertThatThrownBy(() -> Frames.on(cluster)
                            .readText(lines().toString())
                            .mapRows(
                                    TEXT,
                                    row -> Row.of(TEXT, row.getString("value").repeat(100)))
                            .collect())
                    .hasMessageContaining(" of memory for ")
                    .hasMessageContaining("collected batches ");
            assertThat(multiplied(cluster, 10)
                            .groupBy("text")
                            .agg(count().as("rows"))
                            .collect())
                    .hasSize(1)
                    .allSatisfy(row -> assertThat(row.getLong("rows")).isEqualTo(ROWS));
            assertThat(LiveWorkers.ids(cluster)).as("none has died").isEqualTo(before);
        }
    }

    /// 100 MB of one batch, of which the worker's heap holds 80.
    @Test
    void outputThatIsWrittenNeedNotFit() throws Exception {
        ProcessClusterOptions options = ProcessClusterOptions.of(1, 273L << 20);
        try (Cluster cluster = ProcessCluster.start(options)) {
            List<String> before = LiveWorkers.ids(cluster);
            OutputSummary written =
                    multiplied(cluster, 5_000).writeJson(folder.resolve("out").toString());
            assertThat(written.rows()).isEqualTo(ROWS);
            assertThat(written.sizeBytes()).isGreaterThan(5_000L * ROWS);
            assertThat(LiveWorkers.ids(cluster)).as("none has died").isEqualTo(before);
        }
    }

    private static DataFrame multiplied(Cluster cluster, int characters) {
        List<Numbered> numbers =
                LongStream.range(0, ROWS).mapToObj(Numbered::new).toList();
        return Frames.on(cluster)
                .fromRecords(Numbered.class, numbers)
                .mapRows(MADE, row -> Row.of(MADE, row.getLong("n"), "x".repeat(characters)));
    }

    /// Of 200,000 lines of 10 characters.
    private Path lines() throws IOException {
        Path file = folder.resolve("lines.txt");
        Files.writeString(file, "abcdefghij\n".repeat(10 * ROWS));
        return file;
    }
}
