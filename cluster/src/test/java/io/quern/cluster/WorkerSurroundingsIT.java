package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What worker processes are given besides tasks.
@Timeout(120)
class WorkerSurroundingsIT {
    private static final long MEMORY_BYTES = 512L << 20;

    @TempDir
    private Path folder;

    @Test
    void variablesOptionsAndHooksAreThereBeforeTheFirstTask() throws Exception {
        ProcessClusterOptions options = ProcessClusterOptions.of(2, MEMORY_BYTES)
                .environment(Map.of("GREETING", "hello, ü = 1", HooksForTest.FOLDER, folder.toString()))
                .jvmOptions(List.of("-Dgiven.by=option"))
                .preload(HooksForTest.Marking.class);
        try (Cluster cluster = ProcessCluster.start(options)) {
            assertThat(cluster.client()
                            .submit(() -> System.getenv("GREETING") + "|" + System.getProperty("given.by"))
                            .join())
                    .isEqualTo("hello, ü = 1|option");
            assertThat(cluster.client()
                            .submit(() -> System.getProperty("marked-by-hook"))
                            .join())
                    .startsWith("worker-")
                    .endsWith(" with " + options.threads());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left)
                    .isNotEmpty()
                    .allMatch(file -> file.getFileName().toString().startsWith("worker-"));
        }
    }

    @Test
    void aHookThatFailsKeepsItsWorkerOutAndTheProgramIsTold() {
        ProcessClusterOptions options =
                ProcessClusterOptions.of(1, MEMORY_BYTES).preload(HooksForTest.Failing.class);
        try (Cluster cluster = ProcessCluster.start(options)) {
            assertThatThrownBy(() -> cluster.client().submit(() -> 1).join())
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("no worker process is left")
                    .hasMessageContaining(HooksForTest.Failing.class.getName())
                    .hasMessageContaining("no licence on this machine");
        }
    }
}
