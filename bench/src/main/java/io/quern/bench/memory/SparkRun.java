package io.quern.bench.memory;

import io.quern.bench.daemon.ContainerPlace;
import io.quern.bench.daemon.Program;
import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Apache Spark in one JVM with two task threads, whose heap is as large as the memory of all workers together; what it
/// has outside of the heap comes on top, and in a container has the room that Spark itself gives to an executor. It is
/// there only where its folder was named.
final class SparkRun {
    /// In the folder of Spark.
    static final Path COMMAND = Path.of("bin", "spark-sql");

    /// Default of `spark.executor.minMemoryOverhead`, more than the tenth of the heap that it is otherwise.
    private static final long OVERHEAD_BYTES = 384L << 20;

    /// Begins what it writes after the answer of each statement.
    private static final String TIME = "Time taken:";

    private SparkRun() {}

    /// Runs a script and reports the run.
    ///
    /// @param script statements of its SQL, each with its semicolon
    /// @return its answer, where it finished; that it was not asked for, where it was not
    static Outcome<String> of(Setup setup, String job, long memoryBytes, String script)
            throws IOException, InterruptedException {
        Path home = setup.sparkHome();
        if (home == null) {
            return new Outcome<>(null, "was not asked for", 0);
        }
        Path spill = setup.work().resolve("spark-spill");
        Path file = setup.work().resolve("spark.sql");
        Files.writeString(file, script);
        Path settings = setup.work().resolve("spark.conf");
        Files.writeString(settings, settings(memoryBytes, spill));
        long limit = memoryBytes + OVERHEAD_BYTES;
        Program spark = new Program(
                "spark",
                new Program.Launch.Command(home, home.resolve(COMMAND)),
                List.of("--properties-file", settings.toString(), "-f", file.toString()),
                Map.of("SPARK_HOME", home.toString()),
                limit,
                setup.work().resolve("spark.log"));
        String who = "spark, heap " + ByteSize.rounded(memoryBytes)
                + (setup.place() instanceof ContainerPlace ? " of " + ByteSize.rounded(limit) : "");
        return new PeerRun(setup, spark, who, spill, line -> !line.startsWith(TIME)).run(job);
    }

    private static String settings(long heapBytes, Path spill) {
        return """
                spark.master local[2]
                spark.driver.memory %dk
                spark.local.dir %s
                spark.sql.warehouse.dir %s
                spark.sql.catalogImplementation in-memory
                spark.sql.shuffle.partitions 64
                spark.sql.session.timeZone UTC
                spark.sql.sources.partitionColumnTypeInference.enabled false
                spark.ui.enabled false
                """.formatted(heapBytes >> 10, spill, spill.resolve("warehouse"));
    }
}
