package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.RemoteFuture;
import io.quern.core.config.Settings;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.WorkerMessage.MemoryState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Results that together are larger than the memory of the workers that hold them.
@Timeout(180)
class SpillingIT {
    /// Of which a heap of 80 MiB is left, and of that 64 MiB for what lives long.
    private static final long MEMORY_BYTES = 273L << 20;

    private static final int PARTITIONS = 320;

    @TempDir
    private Path folder;

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
        try (Cluster cluster = ProcessCluster.start(options(2))) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> parts = LargeResults.hold(client, 0, PARTITIONS);
            List<WorkerLine> spilled =
                    LargeResults.await(client, line -> line.memory().spilledBytes() > 60L * LargeResults.BYTES);
            assertThat(spilled).allSatisfy(line -> {
                MemoryState memory = line.memory();
                assertThat(memory.limitBytes()).isBetween(60L << 20, 68L << 20);
                assertThat(memory.inMemoryBytes()).isLessThan(memory.limitBytes());
                assertThat(memory.spillProblem()).isEmpty();
            });
            assertThat(LargeResults.bytesOnDisk(folder)).isGreaterThan(120L * LargeResults.BYTES);

            List<RemoteFuture<Long>> sums = client.mapFutures(LargeResults::sum, parts);
            RemoteFuture<Long> total = client.combine(
                    all -> all.stream().mapToLong(Long::longValue).sum(), sums);
            assertThat(total.join()).isEqualTo(LargeResults.sumOf(PARTITIONS));
            assertThat(client.submit(LargeResults::make, 7).join())
                    .isEqualTo(parts.get(7).join());
            parts.forEach(RemoteFuture::close);
            assertThat(LargeResults.await(client, line -> line.memory().diskBytes() == 0))
                    .hasSize(2);
        }
        assertThat(LargeResults.files(folder)).isEmpty();
    }

    @Test
    void aDamagedFileIsALostReplicaAndTheResultIsMadeAgain() throws Exception {
        try (Cluster cluster = ProcessCluster.start(options(1))) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> parts = LargeResults.hold(client, 0, 120);
            LargeResults.await(client, line -> line.memory().spilledBytes() > 40L * LargeResults.BYTES);
            int damaged = 0;
            for (Path file : LargeResults.files(folder)) {
                if (file.toString().endsWith(".spill") && damaged++ % 3 == 0) {
                    flipOneByte(file);
                }
            }
            assertThat(damaged).isGreaterThan(30);
            assertThat(LargeResults.sum(client, parts)).isEqualTo(LargeResults.sumOf(120));
            assertThat(client.gather(List.of(parts.get(0), parts.get(1))))
                    .containsExactly(LargeResults.make(0), LargeResults.make(1));
        }
    }

    @Test
    void inputsThatNoHeapHasRoomForAreRefusedByNameAndOthersGoOn() throws Exception {
        try (Cluster cluster = ProcessCluster.start(options(2))) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> parts = LargeResults.hold(client, 0, 100);
            List<WorkerId> workers = ids(client);

            RemoteFuture<Integer> together = client.combine(List::size, parts);

            assertThatThrownBy(together::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining(
                            "take 100.0 MiB together, and no worker that may run it has room for more than ")
                    .hasMessageContaining("combine them in steps");
            assertThat(LargeResults.sum(client, parts)).isEqualTo(LargeResults.sumOf(100));
            assertThat(ids(client)).as("workers, none of which has ended").isEqualTo(workers);
        }
    }

    private static List<WorkerId> ids(Client client) {
        return client.workers().stream().map(WorkerLine::worker).sorted().toList();
    }

    private static void flipOneByte(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length() / 2);
            int before = open.read();
            open.seek(open.length() / 2);
            open.write(before ^ 1);
        }
    }
}
