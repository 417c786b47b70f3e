package io.quern.cli.acceptance;

import static io.quern.dataframe.Aggregates.count;
import static io.quern.dataframe.Aggregates.max;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.cluster.Cluster;
import io.quern.cluster.ProcessCluster;
import io.quern.cluster.ProcessClusterOptions;
import io.quern.dataframe.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Row groups of which a worker's memory holds one or two, and has threads for four.
class LargeRowGroupsIT {
    private static final int FILES = 12;

    /// Each row has 100 bytes that nothing makes shorter.
    private static final int ROWS = 180_000;

    @TempDir
    private Path folder;

    @Test
    void scansWaitForOneAnotherAndTheWorkerLives() throws Exception {
        for (int file = 0; file < FILES; file++) {
            write(folder.resolve(file + ".parquet"), file, ROWS);
        }
        try (Cluster cluster = ProcessCluster.start(options())) {
            List<String> before = LiveWorkers.ids(cluster);
            assertThat(Frames.on(cluster)
                            .readParquet(folder.toString())
                            .groupBy("file")
                            .agg(count().as("rows"), max("text").as("last"))
                            .collect())
                    .hasSize(FILES)
                    .allSatisfy(row -> assertThat(row.getLong("rows")).isEqualTo(ROWS));
            assertThat(LiveWorkers.ids(cluster)).as("none has died").isEqualTo(before);
        }
    }

    @Test
    void aRowGroupThatCannotBeHadEvenAloneIsNamed() throws Exception {
        Path file = folder.resolve("large.parquet");
        write(file, 0, 6 * ROWS);
        try (Cluster cluster = ProcessCluster.start(options())) {
            List<String> before = LiveWorkers.ids(cluster);
            assertThatThrownBy(() -> Frames.on(cluster)
                            .readParquet(file.toString())
                            .groupBy("file")
                            .agg(max("text").as("last"))
                            .collect())
                    .hasMessageContaining(file + ": row group 0, there is no memory: read")
                    .hasMessageContaining(" of memory for Parquet scan more than the ")
                    .hasMessageContaining("give the worker more worker.memory or fewer worker.threads");
            assertThat(LiveWorkers.ids(cluster)).as("none has died").isEqualTo(before);
        }
    }

    private static ProcessClusterOptions options() {
        ProcessClusterOptions options = ProcessClusterOptions.of(1, 273L << 20);
        return new ProcessClusterOptions(1, 4, options.memory(), options.surroundings());
    }

    private static void write(Path file, int number, int rows) throws Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET threads=1");
            statement.execute("COPY (SELECT " + number + " AS file, md5(i::VARCHAR) || md5((i * 7)::VARCHAR)"
                    + " || md5((i * 13)::VARCHAR) AS text FROM range(" + rows + ") r(i)) TO '" + file
                    + "' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 2000000)");
        }
        assertThat(Files.size(file)).isGreaterThan(90L * rows);
    }
}
