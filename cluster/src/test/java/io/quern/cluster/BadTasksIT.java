package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.call.RemoteCallable;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.MemorySplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tasks that end or harm their worker's process. The cluster is none of the class, whose code runs on workers too.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class BadTasksIT {
    private static final int MESSAGE_CHARS = 50_000_000;
    private static final int TOLD_CHARS_MAX = 100_000;

    /// A JVM that a signal aborts leaves no files.
    private final Cluster cluster =
            ProcessCluster.start(new ProcessClusterOptions(2, 2, MemorySplit.of(640L << 20), ChildSurroundings.NONE)
                    .environment(Map.of("QUERN_WORKER_CANCEL_GRACE", "1s"))
                    .jvmOptions(List.of("-XX:ErrorFile=/dev/null")));

    private final Client client = cluster.client();

    @TempDir
    private Path folder;

    @AfterAll
    void close() {
        cluster.close();
    }

    /// Waits for a file without a slot's being given up, as code that computes does.
    private static void awaitFile(Path folder, String name) throws IOException, InterruptedException {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(folder.resolve(name))) {
                watch.take().reset();
            }
        }
    }

    /// The neighbour runs beside the bad task when that ends its workers, until it has.
    @Test
    void aTaskThatHaltsItsWorkersFailsByNameAndItsNeighboursFinish() throws IOException {
        String where = folder.toString();
        RemoteFuture<String> innocent = client.with(Options.create().workers("worker-0"))
                .submit(() -> {
                    awaitFile(Path.of(where), "over");
                    return "innocent";
                });
        RemoteFuture<Integer> bad = client.with(Options.create().workers("worker-0"))
                .submit(() -> {
                    System.err.println("attempting the impossible");
                    Runtime.getRuntime().halt(7);
                    return 0;
                });
        List<RemoteFuture<Integer>> others =
                client.map(i -> i, IntStream.range(0, 50).boxed().toList());
        assertThatThrownBy(bad::join)
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("3 workers died while they ran task " + bad.key())
                .hasMessageContaining("ended with exit code 7")
                .satisfies(failed -> assertThat(
                                ((RemoteTaskException) failed).failure().causes())
                        .anySatisfy(cause -> assertThat(cause.frames())
                                .anyMatch(line -> line.endsWith("attempting the impossible"))));
        Files.createFile(folder.resolve("over"));
        assertThat(innocent.join()).isEqualTo("innocent");
        assertThat(client.gather(others)).hasSize(50);
    }

    @Test
    void aTaskThatASignalEndsSaysWhichSignal() {
        RemoteFuture<Integer> bad = client.submit(() -> {
            new ProcessBuilder(
                            "kill",
                            "-SEGV",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            // The signal comes while the task is here.
            return new CountDownLatch(1).await(1, TimeUnit.MINUTES) ? 1 : 0;
        });
        assertThatThrownBy(bad::join)
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("3 workers died while they ran task " + bad.key())
                .hasMessageContaining("SIGABRT");
    }

    /// Both slots of a worker are taken by tasks that nothing ends but the end of the process. What it holds moves,
    /// and is not made again.
    @Test
    void aWorkerWhoseCancelledTasksGoOnIsStartedAnew() {
        long before = pids().get("worker-0");
        Options there = Options.create().workers("worker-0").strict();
        RemoteFuture<Long> kept = client.with(Options.create().workers("worker-0"))
                .submit(() -> ProcessHandle.current().pid());
        long made = kept.join();
        List<RemoteFuture<Integer>> stubborn = client.with(there)
                .map(
                        i -> {
                            CountDownLatch never = new CountDownLatch(1);
                            System.out.println("begun");
                            while (true) {
                                try {
                                    never.await();
                                } catch (InterruptedException ignored) {
                                    System.out.println("not now");
                                }
                            }
                        },
                        List.of(1, 2));
        for (RemoteFuture<Integer> one : stubborn) {
            while (!one.output().lines().contains("begun")) {
                Thread.onSpinWait();
            }
            one.cancel("it takes too long");
        }
        assertThat(client.with(there)
                        .submit(() -> ProcessHandle.current().pid())
                        .join())
                .isNotEqualTo(before);
        assertThat(kept.join()).isEqualTo(made);
        assertThat(client.story(kept.key())).noneMatch(step -> step.contains("#2"));
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Thread cannotBeSent = Thread.currentThread();

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message on " + cannotBeSent);
        }
    }

    private static final class OwnError extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whateverATaskThrowsIsToldInBoundedTextAndItsWorkerLives() {
        Map<String, RemoteCallable<Integer>> bad = Map.of(
                "StackOverflowError", () -> recurse(0),
                "AssertionError",
                        () -> {
                            throw new AssertionError("never true");
                        },
                "OwnError",
                        () -> {
                            throw new OwnError();
                        },
                "its message cannot be had: java.lang.IllegalStateException",
                        () -> {
                            throw new UnreadableException();
                        },
                "java.io.IOException: xxxxx",
                        () -> {
                            throw new IOException("x".repeat(MESSAGE_CHARS));
                        },
                "a cause",
                        () -> {
                            IOException inner = new IOException("inner");
                            throw new IllegalStateException(
                                    "a cause", inner.initCause(new IllegalStateException(inner)));
                        });
        Map<String, Long> before = pids();
        bad.forEach((words, task) -> {
            RemoteFuture<Integer> future = client.submit(task);
            assertThatThrownBy(future::join)
                    .as(words)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining(words)
                    .satisfies(failed -> assertThat(failed.getMessage()).hasSizeLessThan(TOLD_CHARS_MAX));
        });
        assertThat(pids()).isEqualTo(before);
    }

    /// Of both workers, once they are there.
    private Map<String, Long> pids() {
        for (String name : List.of("worker-0", "worker-1")) {
            client.with(Options.create().workers(name).strict()).submit(() -> 1).join();
        }
        return client.runOnWorkers(() -> ProcessHandle.current().pid());
    }
}
