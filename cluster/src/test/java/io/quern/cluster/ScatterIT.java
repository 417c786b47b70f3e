package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.client.options.ScatterOptions;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Values that a program scatters to workers of other processes.
@Timeout(180)
class ScatterIT {
    private static final long MEMORY_BYTES = 768L << 20;
    private static final int VALUES = 8;
    /// 25 MiB each, 200 MiB together.
    private static final int DOUBLES = (25 << 20) / Double.BYTES;

    @TempDir
    private Path folder;

    private static Process startScheduler(Path connectionFile, Path journal) throws IOException {
        Process scheduler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SchedulerProgram.class.getName(),
                        connectionFile.toString(),
                        journal.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = scheduler.inputReader(StandardCharsets.UTF_8);
        assertThat(out.lines().anyMatch("ready"::equals)).isTrue();
        Thread.ofVirtual().start(() -> out.lines().forEach(System.out::println));
        return scheduler;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double[] filled(int value) {
        double[] values = new double[DOUBLES];
        Arrays.fill(values, value);
        return values;
    }

    /// More than three times what the scheduler has of memory.
    @Test
    void largeValuesGoStraightToWorkersAndAreSpreadOverThem() throws Exception {
        String address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + free.getLocalPort();
        }
        Path connectionFile = folder.resolve("connection.json");
        new ConnectionFile(List.of(address), RoleTokens.random(new SecureRandom()), null).write(connectionFile);
        Process scheduler = startScheduler(connectionFile, folder.resolve("journal"));
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .toList();
        WorkerNannies nannies = new WorkerNannies(new SystemClock());
        try (Cluster cluster = Cluster.connect(connectionFile)) {
            for (String name : List.of("one", "two")) {
                nannies.start(
                        WorkerProcess.Settings.onThisMachine(
                                name, 2, MemorySplit.of(MEMORY_BYTES), connectionFile, address, folder.resolve(name)),
                        classPath,
                        ChildSurroundings.NONE);
            }
            Client client = cluster.client();
            for (String name : List.of("one", "two")) {
                client.with(Options.create().workers(name).strict())
                        .submit(() -> 1)
                        .join();
            }
            List<RemoteFuture<double[]>> values = client.scatterAll(
                    IntStream.range(0, VALUES).mapToObj(ScatterIT::filled).toList());
            List<RemoteFuture<Double>> sums = client.mapFutures(ScatterIT::sum, values);

            assertThat(client.gather(sums))
                    .isEqualTo(IntStream.range(0, VALUES)
                            .mapToObj(value -> (double) value * DOUBLES)
                            .toList());
            List<List<String>> holders = List.copyOf(client.whoHas(values).values());
            assertThat(holders).allSatisfy(workers -> assertThat(workers).isNotEmpty());
            assertThat(holders.stream().map(List::getFirst).filter("one"::equals))
                    .as("those that came to one of two workers")
                    .hasSize(VALUES / 2);
            assertThat(scheduler.isAlive()).isTrue();
        } finally {
            nannies.close();
            scheduler.destroyForcibly().waitFor();
        }
    }

    private static long pidOf(Client client, String worker) {
        return client.with(Options.create().workers(worker).strict())
                .submit(() -> ProcessHandle.current().pid())
                .join();
    }

    @Test
    void whatOnlyAKilledWorkerHadIsLostByNameAndWhatHadACopyIsNot() {
        try (Cluster cluster = Cluster.processes(2, MEMORY_BYTES)) {
            Client client = cluster.client();
            long victim = pidOf(client, "worker-0");
            assertThat(pidOf(client, "worker-1")).isNotEqualTo(victim);
            RemoteFuture<double[]> single = client.with(Options.create().key("single"))
                    .scatter(new double[100_000], ScatterOptions.create().toWorkers("worker-0"));
            RemoteFuture<double[]> twofold =
                    client.scatter(filled(3), ScatterOptions.create().copies(2));
            client.await(AwaitUntil.ALL, List.of(single, twofold), Duration.ofMinutes(1));
            assertThat(client.replicate(twofold, 2)).containsExactlyInAnyOrder("worker-0", "worker-1");
            assertThat(client.whoHas(List.of(single)).get("single")).containsExactly("worker-0");
            RemoteFuture<Double> elsewhere =
                    client.with(Options.create().workers("worker-0").strict()).apply(ScatterIT::sum, single);
            assertThat(elsewhere.join()).isZero();

            assertThat(ProcessHandle.of(victim)).hasValueSatisfying(ProcessHandle::destroyForcibly);

            assertThat(client.apply(ScatterIT::sum, twofold).join()).isEqualTo(3.0 * DOUBLES);
            RemoteFuture<Double> late = client.apply(ScatterIT::sum, single);
            assertThatThrownBy(late::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContainingAll(
                            "scattered value single (800016 bytes) is lost with worker worker-0, the last that had it (",
                            "nothing can make it again",
                            "copies(2)");
        }
    }
}
