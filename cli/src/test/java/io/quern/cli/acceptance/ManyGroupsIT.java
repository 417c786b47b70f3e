package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More groups than the memory of the workers holds, made in several partitions that are exchanged.
class ManyGroupsIT {
    private static final int FILES = 8;
    private static final int LINES = 200_000;

    /// Each worker's heap has 64 MiB for what lives long. The texts of the lines with a number each are about what
    /// both have together.
    private static final String PROGRAM = """
            import static io.quern.dataframe.Aggregates.count;

            import io.quern.cluster.Cluster;
            import io.quern.cluster.ProcessCluster;
            import io.quern.cluster.ProcessClusterOptions;
            import io.quern.core.error.QuernException;
            import io.quern.dataframe.DataFrame;
            import io.quern.dataframe.Frames;
            import java.util.Map;

            public class ManyGroups {
                public static void main(String[] arguments) {
                    try (Cluster cluster = ProcessCluster.start(ProcessClusterOptions.of(2, 273L << 20)
                            .environment(Map.of("QUERN_WORKER_SPILL_SIZE_MAX", arguments[1])))) {
                        DataFrame groups = Frames.on(cluster).withGroupPartitions(6)
                                .readText(arguments[0])
                                .groupBy("value")
                                .agg(count().as("times"));
                        System.out.println(groups.groupBy("times").agg(count().as("groups")).collect());
                    } catch (QuernException e) {
                        System.out.println(e.getMessage());
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
                    out.write("https://www.example.org/articles/" + number + "/of-the-day-in-many-words");
                    out.newLine();
                }
            }
        }
        return input;
    }

    /// The second time the disk takes hardly anything, and memory does not last: the first time the rest went there,
    /// as results or as groups of runs.
    @Test
    void groupsOfSeveralTimesTheMemoryAreCountedRightByMeansOfTheDisk() throws Exception {
        Path lines = lines();
        UserProgram program = new UserProgram(Files.createDirectory(folder.resolve("program"))).compiled(PROGRAM);

        assertThat(program.run("ManyGroups", lines, "1GiB"))
                .containsExactly("[{times=2, groups=" + FILES / 2 * LINES + "}]");

        assertThat(String.join(" ", program.run("ManyGroups", lines, "1MiB")))
                .contains("cannot spill ")
                .contains("may have 1.0 MiB; raise worker.spill.size-max");
    }
}
