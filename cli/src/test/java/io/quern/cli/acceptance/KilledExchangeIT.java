package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that are killed in the middle of an exchange: while they cut their groups into parts, when all parts are
/// made, while they read those of others, and when they have merged some.
class KilledExchangeIT {
    private static final int FILES = 16;
    private static final int LINES = 50_000;

    private static final String PROGRAM = """
            import static io.quern.dataframe.Aggregates.count;

            import io.quern.cluster.Cluster;
            import io.quern.dataframe.DataFrame;
            import io.quern.dataframe.Frames;
            import java.nio.file.Path;

            public class Exchanged {
                public static void main(String[] arguments) {
                    try (Cluster cluster = Cluster.connect(Path.of(arguments[1]))) {
                        DataFrame groups = Frames.on(cluster).withGroupPartitions(12)
                                .readText(arguments[0])
                                .groupBy("value")
                                .agg(count().as("times"));
                        System.out.println(groups.groupBy("times").agg(count().as("groups")).collect());
                    }
                }
            }
            """;

    @TempDir
    private Path folder;

    /// Line `n` stands in two files, one after the other, so no file has all there is of it.
    private Path lines() throws IOException {
        Path input = Files.createDirectory(folder.resolve("input"));
        for (int file = 0; file < FILES; file++) {
            try (BufferedWriter out = Files.newBufferedWriter(input.resolve("part-" + file + ".txt"))) {
                for (int line = 0; line < LINES; line++) {
                    // The prime puts them in another order, and none twice.
                    long number = (file / 2 * LINES + line) * 7919L % (FILES / 2 * LINES);
                    out.write("https://www.example.org/articles/" + number);
                    out.newLine();
                }
            }
        }
        return input;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read\\+aggregate-chunk started",
                "read\\+aggregate-chunk finished",
                "merge\\+aggregate-chunk started",
                "merge\\+aggregate-chunk finished"
            })
    void groupsAreCountedRightWhateverTheKilledWorkerWasAt(String moment) throws Exception {
        Path lines = lines();
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program"))).compiled(PROGRAM);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess victim = daemons.startWorker("victim");
            daemons.startWorker("second");
            daemons.startWorker("third");
            daemons.awaitWorkers();
            ProcessHandle jvm = victim.workers().getFirst();
            Process running = program.start("Exchanged", lines, daemons.connectionFile());
            daemons.scheduler().err().await("tasks " + moment + ": .* on victim$", QuernProcess.PATIENCE);
            QuernProcess.kill(jvm);

            assertThat(program.await(running)).containsExactly("[{times=2, groups=" + FILES / 2 * LINES + "}]");
            daemons.scheduler()
                    .err()
                    .await("worker victim .* is lost \\(connection closed.*\\): .* with it", QuernProcess.PATIENCE);
            victim.err().await("victim \\(process " + jvm.pid() + "\\) was killed by SIGKILL", QuernProcess.PATIENCE);
        }
    }
}
