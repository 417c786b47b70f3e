package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.RoleTokens;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.MemorySplit;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// More tasks than a scheduler's heap has room for.
@Timeout(180)
class LargeGraphIT {
    private static final int TASKS = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void tasksThatDoNotFitAreRefusedWithEstimateAndLimitAndTheSchedulerGoesOn() throws Exception {
        String address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + free.getLocalPort();
        }
        Path connectionFile = folder.resolve("connection.json");
        new ConnectionFile(List.of(address), RoleTokens.random(new SecureRandom()), null).write(connectionFile);
        Process scheduler = startScheduler(connectionFile);
        WorkerNannies nannies = new WorkerNannies(new SystemClock());
        try {
            nannies.start(
                    WorkerProcess.Settings.onThisMachine(
                            "one", 1, MemorySplit.of(512L << 20), connectionFile, address, folder.resolve("one")),
                    Stream.of(System.getProperty("java.class.path").split(":"))
                            .map(Path::of)
                            .toList(),
                    ChildSurroundings.NONE);
            try (Cluster cluster = Cluster.connect(connectionFile)) {
                Client client = cluster.client();
                assertThat(client.submit(x -> x + 1, 1).join()).isEqualTo(2);
                List<RemoteFuture<Integer>> tooMany =
                        client.map(x -> x + 1, IntStream.range(0, TASKS).boxed().toList());
                assertThatThrownBy(() -> client.gather(tooMany))
                        .hasMessageContaining(" of the scheduler's memory for ")
                        .hasMessageContaining("the limit for all is 32.0 MiB, half of its heap; start it with more");
                tooMany.forEach(RemoteFuture::close);
                assertThat(client.submit(x -> x + 1, 2).join()).isEqualTo(3);
            }
            assertThat(scheduler.isAlive()).isTrue();
        } finally {
            nannies.close();
            scheduler.destroyForcibly().waitFor();
        }
    }

    private Process startScheduler(Path connectionFile) throws IOException {
        Process scheduler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseG1GC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SchedulerProgram.class.getName(),
                        connectionFile.toString(),
                        folder.resolve("journal").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = scheduler.inputReader(StandardCharsets.UTF_8);
        assertThat(out.lines().anyMatch("ready"::equals)).isTrue();
        Thread.ofVirtual().start(() -> out.lines().forEach(System.out::println));
        return scheduler;
    }
}
