package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quern.client.future.RemoteFuture;
import io.quern.cluster.Cluster;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk to which every write takes long: the kernel holds up each one of the worker, as `strace(1)` asks it to.
class SlowDiskIT {
    /// Of which 64 MiB of heap are left for what lives long.
    private static final String MEMORY = "273MiB";

    /// Five writes each.
    private static final int RESULT_BYTES = 1 << 20;

    /// More than fit into the heap.
    private static final int RESULTS = 75;

    private static final int IN_HEAP_MAX = 64;
    private static final String WRITE_TIME = Boolean.getBoolean("faults.real") ? "2s" : "250ms";
    private static final Duration PATIENCE = QuernProcess.PATIENCE.multipliedBy(4);

    @TempDir
    private Path folder;

    /// Heartbeats come ten times a second, and who says nothing for a second is silent: less time than one result
    /// takes. With `-Dfaults.real` it is five seconds, and ten for a result.
    @Test
    void theWorkerStaysInTouchAndWithinItsMemoryAndFinishes() throws Exception {
        FaultTimes.patient().writeTo(folder);
        try (Daemons daemons = new Daemons(folder)) {
            QuernProcess worker = daemons.startWorker("slow", MEMORY);
            daemons.awaitWorkers();
            try (Cluster cluster = Cluster.connect(daemons.connectionFile());
                    SlowWrites writes = SlowWrites.of(worker.workers().getFirst(), folder.resolve("writes"))) {
                List<RemoteFuture<byte[]>> results = new ArrayList<>(cluster.client()
                        .map(
                                SlowDiskIT::make,
                                IntStream.range(0, RESULTS).boxed().toList()));
                List<MemoryState> told = new ArrayList<>();
                assertThat(new Waiting(new SystemClock())
                                .until(
                                        () -> {
                                            WorkerLine line =
                                                    cluster.client().workers().getFirst();
                                            assertThat(line.status()).isNotEqualTo("silent");
                                            told.add(line.memory());
                                            return results.stream().allMatch(RemoteFuture::isDone);
                                        },
                                        PATIENCE))
                        .as(() -> writes + " " + told.getLast())
                        .isTrue();

                assertThat(told)
                        .allSatisfy(memory -> assertThat(memory.liveBytes()).isLessThanOrEqualTo(memory.limitBytes()));
                assertThat(cluster.client().gather(cluster.client().mapFutures(SlowDiskIT::sum, results)).stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(IntStream.range(0, RESULTS)
                                .mapToLong(number -> sum(make(number)))
                                .sum());
                assertThat(writes.soFar()).isGreaterThan(5L * (RESULTS - IN_HEAP_MAX));
            }
            assertThat(daemons.scheduler().err().soFar())
                    .noneMatch(line -> line.contains("is silent") || line.contains("is lost"));
        }
    }

    private static byte[] make(int number) {
        byte[] bytes = new byte[RESULT_BYTES];
        new SplittableRandom(number).nextBytes(bytes);
        return bytes;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (byte value : bytes) {
            sum += value;
        }
        return sum;
    }

    /// A tracer that holds up every positional write of a process, which Java's file channels do.
    private record SlowWrites(Process tracer, Path log) implements AutoCloseable {
        private static final String DELAYED = "(DELAYED)";

        static SlowWrites of(ProcessHandle process, Path log) throws IOException, InterruptedException {
            assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "there is no strace, which makes the disk slow");
            Process tracer = new ProcessBuilder(
                            "strace",
                            "--follow-forks",
                            "--trace=pwrite64",
                            "--inject=pwrite64:delay_enter=" + WRITE_TIME,
                            "--output=" + log,
                            "--attach=" + process.pid())
                    .redirectErrorStream(true)
                    .start();
            ProcessLines said = new ProcessLines(tracer.getInputStream());
            said.await("Process \\d+ attached|Operation not permitted", Duration.ofSeconds(20));
            assumeTrue(
                    said.soFar().stream().noneMatch(line -> line.contains("not permitted")),
                    () -> "this machine lets nobody trace: " + said.soFar());
            return new SlowWrites(tracer, log);
        }

        long soFar() throws IOException {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.contains(DELAYED))
                    .count();
        }

        @Override
        public void close() {
            tracer.destroy();
            Process _ = tracer.onExit().join();
        }
    }
}
