package io.quern.bench.memory;

import io.quern.bench.daemon.ContainerPlace;
import io.quern.bench.daemon.Program;
import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// DuckDB with the memory that all workers have together, in a JVM with a heap of 64 MiB. In a container, whose limit
/// is that memory and holds the JVM too, it is given 80 % of it: the share that DuckDB takes by default.
final class DuckDbRun {
    private static final int SHARE_IN_CONTAINER_PERCENT = 80;

    private DuckDbRun() {}

    /// Runs a program and reports the run.
    ///
    /// @param main takes the arguments, then DuckDB's limit in bytes and a folder to spill to
    /// @return its answer, where it finished
    static Outcome<String> of(Setup setup, String job, long memoryBytes, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path spill = setup.work().resolve("duckdb-spill");
        long limit =
                setup.place() instanceof ContainerPlace ? memoryBytes / 100 * SHARE_IN_CONTAINER_PERCENT : memoryBytes;
        List<String> command =
                new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        command.addAll(List.of(Long.toString(limit), spill.toString()));
        Path log = setup.work().resolve("duckdb.log");
        Program duckDb = new Program("duckdb", new Program.Launch.Java(), command, Map.of(), memoryBytes, log);
        return new PeerRun(setup, duckDb, "duckdb, " + ByteSize.rounded(limit), spill, _ -> true).run(job);
    }
}
