package io.quern.bench.memory;

import io.quern.bench.daemon.Program;
import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Apache Spark in one JVM, whose heap is as large as the memory of all workers together; what it has outside of the
/// heap comes on top. It is there only where a Python that has it was named, and runs as a process of this machine.
final class SparkRun {
    private static final Path SCRIPT = Path.of("bench", "peers", "spark_memory.py");

    private SparkRun() {}

    /// Runs a query of the script and reports the run.
    ///
    /// @return the end of what it wrote, where it finished; that it was not asked for, where it was not
    static Outcome<String> of(Setup setup, String job, long memoryBytes, String query, String... arguments)
            throws IOException, InterruptedException {
        if (setup.sparkPython().isEmpty()) {
            return new Outcome<>(null, "was not asked for", 0);
        }
        Path spill = setup.work().resolve("spark-spill");
        String java = System.getenv("SPARK_JAVA_HOME");
        List<String> command = new ArrayList<>(List.of(setup.sparkPython(), SCRIPT.toString(), query));
        command.addAll(List.of(arguments));
        command.addAll(List.of(Long.toString(memoryBytes), spill.toString()));
        Program spark = new Program(
                "spark",
                Program.Launch.COMMAND,
                command,
                java == null ? Map.of() : Map.of("JAVA_HOME", java),
                memoryBytes,
                setup.work().resolve("spark.log"));
        return new PeerRun(setup, spark, "spark, heap of " + ByteSize.rounded(memoryBytes), spill).run(job);
    }
}
