package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quern.client.Client;
import io.quern.client.future.RemoteFuture;
import io.quern.core.config.Settings;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.WorkerMessage.MemoryState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A worker that spills to a disk of 64 MiB, which only root may mount: it fills, cannot be written, and loses its
/// folder; and a worker that is killed with results on the disk.
@Timeout(240)
class SpillDisksIT {
    /// Of which 64 MiB of heap are left for what lives long.
    private static final long MEMORY_BYTES = 273L << 20;

    /// More than the disk takes, less than disk and memory take.
    private static final int RESULTS = 100;

    private static final long SPILLED_LEAST = 30L * LargeResults.BYTES;

    @TempDir
    private Path temporary;

    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mountDisk() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        isMounted = mount("-t", "tmpfs", "-o", "size=64m", "quern-spill");
        assumeTrue(isMounted, "only root may mount a file system");
    }

    @AfterEach
    void unmountDisk() throws Exception {
        if (isMounted) {
            assertThat(run("umount", "--recursive", disk.toString())).isTrue();
        }
    }

    private Cluster start() {
        return ProcessCluster.start(ProcessClusterOptions.of(1, MEMORY_BYTES)
                .environment(Map.of(
                        Settings.WORKER_SPILL_FOLDERS.environmentVariable(),
                        disk.toString(),
                        Settings.HEARTBEAT_EVERY.environmentVariable(),
                        "200ms")));
    }

    @Test
    void aFullDiskIsToldOfAndOnceItHasRoomTheWorkerSpillsAgain() throws Exception {
        try (Cluster cluster = start()) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> results = new ArrayList<>(LargeResults.hold(client, 0, RESULTS));

            MemoryState full =
                    awaitMemory(client, memory -> !memory.spillProblem().isEmpty());

            assertThat(full.spillProblem())
                    .contains("No space left on device")
                    .contains(disk.toString())
                    .contains("64.0 MiB")
                    .contains("worker.spill.folders");
            assertThat(LargeResults.sum(client, results)).isEqualTo(LargeResults.sumOf(RESULTS));

            assertThat(mount("-o", "remount,size=512m")).isTrue();
            // Nothing is left that is to be spilled: the worker tries the disk all the same.
            results.forEach(RemoteFuture::close);
            awaitMemory(client, memory -> memory.spillProblem().isEmpty());

            results = new ArrayList<>(LargeResults.hold(client, 0, 2 * RESULTS));
            assertThat(LargeResults.sum(client, results)).isEqualTo(LargeResults.sumOf(2 * RESULTS));
            assertThat(awaitMemory(client, memory -> memory.diskBytes() == diskBytes())
                            .diskBytes())
                    .isGreaterThan(64L << 20);

            results.forEach(RemoteFuture::close);
            awaitMemory(client, memory -> memory.diskBytes() == 0);
            assertThat(diskBytes()).isZero();
        }
        assertThat(LargeResults.files(disk)).isEmpty();
    }

    /// The worker's own folder, whose lock is open, cannot be made read-only itself; a mount over it can.
    @Test
    void aDiskThatBecomesReadOnlyKeepsWhatItHasAndTakesMoreOnceItCanBeWritten() throws Exception {
        try (Cluster cluster = start()) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> results = new ArrayList<>(LargeResults.hold(client, 0, 75));
            awaitMemory(client, memory -> memory.spilledBytes() > SPILLED_LEAST);
            String own = ownFolder();
            assertThat(run("mount", "--bind", own, own)).isTrue();
            // In vain where a result is being written just now.
            LargeResults.askUntil(
                    () -> run("mount", "-o", "remount,bind,ro", own) ? Optional.of(own) : Optional.empty());

            results.addAll(LargeResults.hold(client, 75, 90));

            assertThat(awaitMemory(client, memory -> !memory.spillProblem().isEmpty())
                            .spillProblem())
                    .contains("Read-only file system")
                    .contains(disk.toString());
            assertThat(LargeResults.sum(client, results)).isEqualTo(LargeResults.sumOf(90));
            assertThat(run("umount", own)).isTrue();
            awaitMemory(client, memory -> memory.spillProblem().isEmpty());
        }
        assertThat(LargeResults.files(disk)).isEmpty();
    }

    @Test
    void resultsWhoseFolderIsDeletedAreMadeAgainAndOthersSpillIntoANewOne() throws Exception {
        try (Cluster cluster = start()) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> results = LargeResults.hold(client, 0, 80);
            awaitMemory(client, memory -> memory.spilledBytes() > SPILLED_LEAST);
            Path gone = disk.resolve("gone");
            Files.move(Path.of(ownFolder()), gone);
            delete(LargeResults.files(gone));

            assertThat(LargeResults.sum(client, results)).isEqualTo(LargeResults.sumOf(80));

            assertThat(awaitMemory(client, memory -> memory.spilledBytes() > SPILLED_LEAST)
                            .spillProblem())
                    .isEmpty();
            assertThat(diskBytes()).isGreaterThan(SPILLED_LEAST / 2);
            delete(LargeResults.files(gone));
            Files.delete(gone);
        }
        assertThat(LargeResults.files(disk)).isEmpty();
    }

    @Test
    void whatAKilledWorkerLeftOnTheDiskIsRemovedByTheNextOneAndMadeAgain() throws Exception {
        try (Cluster cluster = start()) {
            Client client = cluster.client();
            List<RemoteFuture<byte[]>> results = LargeResults.hold(client, 0, 80);
            WorkerLine first = LargeResults.await(client, line -> line.memory().spilledBytes() > SPILLED_LEAST)
                    .getFirst();
            List<Path> left = LargeResults.files(disk);
            ProcessHandle process = workerProcess();
            assertThat(process.destroyForcibly()).isTrue();

            assertThat(LargeResults.sum(client, results)).isEqualTo(LargeResults.sumOf(80));

            assertThat(client.workers())
                    .singleElement()
                    .satisfies(line -> assertThat(line.worker()).isNotEqualTo(first.worker()));
            assertThat(left).isNotEmpty().allSatisfy(path -> assertThat(path).doesNotExist());
        }
        assertThat(LargeResults.files(disk)).isEmpty();
    }

    private static ProcessHandle workerProcess() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(WorkerProcess.class.getName()))
                .findFirst()
                .orElseThrow();
    }

    private interface MemoryCondition {
        boolean isSo(MemoryState memory) throws IOException;
    }

    private static MemoryState awaitMemory(Client client, MemoryCondition condition) {
        return LargeResults.await(client, line -> {
                    try {
                        return condition.isSo(line.memory());
                    } catch (IOException | UncheckedIOException vanished) {
                        // A file that was just deleted, while the folder was listed.
                        return false;
                    }
                })
                .getFirst()
                .memory();
    }

    private String ownFolder() throws IOException {
        try (Stream<Path> folders = Files.list(disk)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("quern-spill-"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    private long diskBytes() throws IOException {
        return LargeResults.bytesOnDisk(disk);
    }

    private static void delete(List<Path> files) throws IOException {
        for (Path file : files.stream().sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
        }
    }

    private boolean mount(String... options) throws IOException, InterruptedException {
        return run(Stream.of(Stream.of("mount"), Stream.of(options), Stream.of(disk.toString()))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
