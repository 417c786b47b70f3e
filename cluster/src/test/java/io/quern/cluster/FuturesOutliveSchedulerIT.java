package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.coordination.DistributedVariable;
import io.quern.client.future.Actor;
import io.quern.client.future.RemoteFuture;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.RoleTokens;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.MemorySplit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Futures of a program whose scheduler is killed and started again, with two worker processes that stay.
@Timeout(180)
class FuturesOutliveSchedulerIT {
    @TempDir
    private Path folder;

    private final WorkerNannies nannies = new WorkerNannies(new SystemClock());
    private Path connectionFile;
    private Process scheduler;

    @BeforeEach
    void start() throws IOException {
        String address;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "tcp://127.0.0.1:" + free.getLocalPort();
        }
        connectionFile = folder.resolve("connection.json");
        new ConnectionFile(List.of(address), RoleTokens.random(new SecureRandom()), null).write(connectionFile);
        startScheduler();
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .toList();
        for (String name : List.of("one", "two")) {
            nannies.start(
                    WorkerProcess.Settings.onThisMachine(
                            name, 2, MemorySplit.of(512L << 20), connectionFile, address, folder.resolve(name)),
                    classPath,
                    ChildSurroundings.NONE);
        }
    }

    private void startScheduler() throws IOException {
        scheduler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
    }

    @AfterEach
    void stop() throws InterruptedException {
        nannies.close();
        scheduler.destroyForcibly().waitFor();
    }

    /// Notes each run in a file of the task.
    private static int square(String runs, int value) {
        try {
            Files.writeString(
                    Path.of(runs, "task-" + value), "run\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return value * value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int await(String go) throws IOException, InterruptedException {
        Path file = Path.of(go);
        try (WatchService changes = file.getFileSystem().newWatchService()) {
            file.getParent().register(changes, StandardWatchEventKinds.ENTRY_CREATE);
            while (!Files.exists(file)) {
                WatchKey key = changes.take();
                key.pollEvents();
                key.reset();
            }
        }
        return 1;
    }

    @Test
    void whatHasRunIsTakenBackWhatHasNotGoesOnAndSharedObjectsSayThatTheyEnded() throws Exception {
        String runs = Files.createDirectory(folder.resolve("runs")).toString();
        String go = folder.resolve("go").toString();
        try (Cluster cluster = Cluster.connect(connectionFile)) {
            Client client = cluster.client();
            List<RemoteFuture<Integer>> squares = client.map(
                    value -> square(runs, value),
                    IntStream.range(0, 200).boxed().toList());
            assertThat(client.gather(squares)).endsWith(199 * 199);
            RemoteFuture<Integer> waiting = client.submit(() -> await(go));
            RemoteFuture<Integer> sum = client.combine(
                    all -> all.stream().mapToInt(Integer::intValue).sum(),
                    Stream.concat(squares.stream(), Stream.of(waiting)).toList());
            client.publish("sum", sum);
            DistributedVariable<String> mode = cluster.coordination().variable("mode", String.class);
            mode.set("fast");

            scheduler.destroyForcibly().waitFor();
            RemoteFuture<Integer> meanwhile = client.submit(() -> 7);
            startScheduler();
            Files.createFile(Path.of(go));

            assertThat(sum.join())
                    .isEqualTo(IntStream.range(0, 200).map(i -> i * i).sum() + 1);
            assertThat(meanwhile.join()).isEqualTo(7);
            assertThat(client.attach("sum", Integer.class).join()).isEqualTo(sum.join());
            assertThat(client.gather(squares)).endsWith(199 * 199);
            try (Stream<Path> files = Files.list(Path.of(runs))) {
                assertThat(files)
                        .hasSize(200)
                        .allSatisfy(file -> assertThat(file).hasContent("run\n"));
            }
            assertThatThrownBy(() -> mode.set("slow")).hasMessageContaining("the scheduler was started again");
            assertThat(cluster.coordination().objects()).isEmpty();
        }
    }

    /// Counts, and notes each call in a file.
    private static final class NotedCounter {
        private final Path notes;
        private int count;

        NotedCounter(String notes) {
            this.notes = Path.of(notes);
        }

        int next(String what) throws IOException {
            Files.writeString(notes, what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return ++count;
        }
    }

    @Test
    void anActorGoesOnWithTheCallsThatWaitAndNoneOfThemRunsTwice() throws Exception {
        String notes = folder.resolve("notes").toString();
        String go = folder.resolve("go").toString();
        try (Cluster cluster = Cluster.connect(connectionFile)) {
            Client client = cluster.client();
            try (Actor<NotedCounter> counter = client.actor(NotedCounter.class, () -> new NotedCounter(notes))) {
                RemoteFuture<Integer> done = counter.call(object -> object.next("done"));
                assertThat(done.join()).isEqualTo(1);
                RemoteFuture<Integer> late = client.submit(() -> await(go));
                RemoteFuture<Integer> behind = counter.call((object, _) -> object.next("behind"), late);
                RemoteFuture<Integer> last = counter.call(object -> object.next("last"));

                scheduler.destroyForcibly().waitFor();
                startScheduler();
                Files.createFile(Path.of(go));

                assertThat(behind.join()).isEqualTo(2);
                assertThat(last.join()).isEqualTo(3);
                assertThat(counter.call(object -> object.next("new")).join()).isEqualTo(4);
                assertThat(Path.of(notes)).hasContent("done\nbehind\nlast\nnew\n");
            }
        }
    }
}
