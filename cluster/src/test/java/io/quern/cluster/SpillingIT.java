package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.Client;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.RemoteFuture;
import io.quern.core.config.Settings;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.WorkerMessage.MemoryState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Results that together are larger than the memory of the workers that hold them.
@Timeout(180)
class SpillingIT {
    /// Of which a heap of 80 MiB is left, and of that 64 MiB for what lives long.
    private static final long MEMORY_BYTES = 320L << 20;

    private static final int PARTITION_BYTES = 1 << 20;
    private static final int PARTITIONS = 320;

    @TempDir
    private Path folder;

    private static byte[] make(int partition) {
        byte[] bytes = new byte[PARTITION_BYTES];
        new SplittableRandom(partition).nextBytes(bytes);
        return bytes;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (byte value : bytes) {
            sum += value;
        }
        return sum;
    }

    private ProcessClusterOptions options(int workers) {
        return ProcessClusterOptions.of(workers, MEMORY_BYTES)
                .environment(Map.of(
                        Settings.WORKER_SPILL_FOLDERS.environmentVariable(),
                        folder.toString(),
                        Settings.HEARTBEAT_EVERY.environmentVariable(),
                        "200ms"));
    }

    @Test
    void resultsSeveralTimesTheMemoryAreHeldAndReadAgainAndNothingIsLeft() throws Exception {
        long expected =
                IntStream.range(0, PARTITIONS).mapToLong(i -> sum(make(i))).sum();
        try (Cluster cluster = ProcessCluster.start(options(2))) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> parts = hold(client, PARTITIONS);
            List<WorkerLine> spilled = await(client, line -> line.memory().spilledBytes() > 60L * PARTITION_BYTES);
            assertThat(spilled).allSatisfy(line -> {
                MemoryState memory = line.memory();
                assertThat(memory.limitBytes()).isBetween(60L << 20, 68L << 20);
                assertThat(memory.inMemoryBytes()).isLessThan(memory.limitBytes());
                assertThat(memory.spillProblem()).isEmpty();
            });
            assertThat(bytesOnDisk()).isGreaterThan(120L * PARTITION_BYTES);

            List<RemoteFuture<Long>> sums = client.mapFutures(SpillingIT::sum, parts);
            RemoteFuture<Long> total = client.combine(
                    all -> all.stream().mapToLong(Long::longValue).sum(), sums);
            assertThat(total.join()).isEqualTo(expected);
            assertThat(client.submit(SpillingIT::make, 7).join())
                    .isEqualTo(parts.get(7).join());
            parts.forEach(RemoteFuture::close);
            assertThat(await(client, line -> line.memory().diskBytes() == 0)).hasSize(2);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aDamagedFileIsALostReplicaAndTheResultIsMadeAgain() throws Exception {
        try (Cluster cluster = ProcessCluster.start(options(1))) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> parts = hold(client, 120);
            await(client, line -> line.memory().spilledBytes() > 40L * PARTITION_BYTES);
            int damaged = 0;
            for (Path file : files()) {
                if (file.toString().endsWith(".spill") && damaged++ % 3 == 0) {
                    flipOneByte(file);
                }
            }
            assertThat(damaged).isGreaterThan(30);
            List<RemoteFuture<Long>> sums = client.mapFutures(SpillingIT::sum, parts);
            long expected = IntStream.range(0, 120).mapToLong(i -> sum(make(i))).sum();
            assertThat(client.gather(sums).stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(expected);
            assertThat(client.gather(List.of(parts.get(0), parts.get(1)))).containsExactly(make(0), make(1));
        }
    }

    private static List<RemoteFuture<byte[]>> hold(Client client, int count) {
        List<RemoteFuture<byte[]>> parts =
                client.map(SpillingIT::make, IntStream.range(0, count).boxed().toList());
        client.await(AwaitUntil.ALL, parts, Duration.ofMinutes(2));
        return parts;
    }

    /// Waits until the workers have told of it, all of them.
    private static List<WorkerLine> await(Client client, Predicate<WorkerLine> isSo) {
        List<WorkerLine> lines = client.workers();
        while (lines.isEmpty() || !lines.stream().allMatch(isSo)) {
            Thread.onSpinWait();
            lines = client.workers();
        }
        return lines;
    }

    private static void flipOneByte(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length() / 2);
            int before = open.read();
            open.seek(open.length() / 2);
            open.write(before ^ 1);
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder)).toList();
        }
    }
}
