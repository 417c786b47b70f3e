package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.call.NodeInputs;
import io.quern.client.call.RemoteFunction;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.graph.TaskGraph;
import io.quern.client.graph.TaskGraphBuilder;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several clients of one scheduler and one worker in this JVM, and the streams between them cut.
@Timeout(120)
class LocalSessionsTest {
    private static final RemoteFunction<NodeInputs, Integer> SUM =
            in -> in.all().stream().mapToInt(value -> (Integer) value).sum();

    /// Tasks share the program's JVM, so static fields reach them.
    private static final AtomicInteger RUNS = new AtomicInteger();

    private static final CountDownLatch HAS_BEGUN = new CountDownLatch(1);
    private static final CountDownLatch MAY_END = new CountDownLatch(1);

    private final LocalTransport transport = new LocalTransport();
    private final CuttableTransport cable = new CuttableTransport(transport);
    private final SystemClock clock = new SystemClock();
    private final SchedulerServer scheduler =
            new SchedulerServer(ClusterSettings.ofThisProcess().scheduler(), clock);
    private final JobIdSource ids = new JobIdSource(clock, new SplittableRandom(1));
    private final WorkerServer worker = startWorker();
    private final Client client = connect(cable);

    private WorkerServer startWorker() {
        scheduler.start(transport, "local://scheduler");
        return WorkerServer.start(
                WorkerOptions.of("only", 2, 1L << 30, "local://scheduler", "local://worker"),
                transport,
                ProgramClasses.loader(),
                clock);
    }

    private Client connect(io.quern.core.transport.Transport by) {
        return Client.connect(
                by,
                "local://scheduler",
                "program",
                ids,
                LocalSessionsTest.class.getClassLoader(),
                ClientSettings.DEFAULT,
                clock);
    }

    @AfterEach
    void close() {
        client.close();
        worker.close();
        scheduler.close();
        transport.close();
    }

    private static int countRuns(int value) {
        RUNS.incrementAndGet();
        return value;
    }

    @Test
    void aCutStreamCostsNothing() throws InterruptedException {
        RemoteFuture<Integer> running = client.submit(() -> {
            HAS_BEGUN.countDown();
            MAY_END.await();
            return 1;
        });
        HAS_BEGUN.await();
        cable.cut();
        List<RemoteFuture<Integer>> meanwhile =
                client.map(x -> x, IntStream.range(0, 500).boxed().toList());
        MAY_END.countDown();
        assertThat(running.join()).isEqualTo(1);
        assertThat(client.gather(meanwhile)).hasSize(500);
        cable.cut();
        assertThat(client.apply(x -> x + 1, running).join()).isEqualTo(2);
        assertThat(client.workers()).hasSize(1);
    }

    @Test
    void publishedResultSurvivesItsClient() {
        Client first = connect(transport);
        first.publish("answer", first.submit(() -> 42));
        first.close();
        try (Client second = connect(transport)) {
            assertThat(second.attach("answer", Integer.class).join()).isEqualTo(42);
            second.unpublish("answer");
            assertThatThrownBy(() -> second.attach("answer", Integer.class)).isInstanceOf(QuernException.class);
        }
    }

    @Test
    void whatAClientHeldIsForgottenWithIt() throws InterruptedException {
        Client other = connect(transport);
        assertThat(other.gather(other.map(x -> x + 1, List.of(1, 2, 3)))).containsExactly(2, 3, 4);
        other.close();
        awaitResults(0);
    }

    @Test
    void closedFuturesLeaveNothingBehind() throws InterruptedException {
        List<RemoteFuture<Integer>> futures =
                client.map(x -> x, IntStream.range(0, 1_000).boxed().toList());
        RemoteFuture<Integer> sum =
                client.combine(all -> all.stream().mapToInt(Integer::intValue).sum(), futures);
        futures.forEach(RemoteFuture::close);
        assertThat(sum.join()).isEqualTo(499_500);
        awaitResults(1);
        sum.close();
        awaitResults(0);
    }

    private void awaitResults(int count) throws InterruptedException {
        assertThat(new Waiting(clock)
                        .until(
                                () -> client.workers().stream()
                                                .mapToInt(WorkerLine::results)
                                                .sum()
                                        == count,
                                Duration.ofSeconds(30)))
                .as("results on workers: %s, expected %d", client.workers(), count)
                .isTrue();
    }

    @Test
    void equalSubmissionsShareTheTaskWhileItIsHeldAndRunAgainAfterItsRelease() throws InterruptedException {
        Options pure = Options.create().pure();
        RemoteFunction<Integer, Integer> count = LocalSessionsTest::countRuns;
        int before = RUNS.get();
        RemoteFuture<Integer> first = client.with(pure).submit(count, 7);
        RemoteFuture<Integer> second = client.with(pure).submit(count, 7);
        assertThat(client.gather(List.of(first, second))).containsExactly(7, 7);
        assertThat(RUNS.get() - before).isOne();
        first.close();
        second.close();
        awaitResults(0);
        assertThat(client.with(pure).submit(count, 7).join()).isEqualTo(7);
        assertThat(RUNS.get() - before).isEqualTo(2);
    }

    @Test
    void aGraphOfDiamondsComputesEachKeyOnce() {
        TaskGraphBuilder builder = TaskGraph.builder().task("top-0", () -> 1);
        for (int i = 0; i < 10; i++) {
            builder.task("left-" + i, SUM, "top-" + i)
                    .task("right-" + i, SUM, "top-" + i)
                    .task("top-" + (i + 1), SUM, "left-" + i, "right-" + i);
        }
        assertThat(client.compute(builder.build())).isEqualTo(Map.of("top-10", 1_024));
    }

    @Test
    void cancelledKeyIsSubmittedAgainWithOtherOptions() {
        Options key = Options.create().key("total");
        RemoteFuture<Integer> first = client.with(key).submit(() -> {
            new CountDownLatch(1).await();
            return 1;
        });
        first.cancel("other options");
        RemoteFuture<Integer> second = client.with(key.priority(5)).submit(() -> 2);
        assertThat(second.join()).isEqualTo(2);
        assertThatThrownBy(first::join).isInstanceOf(CancellationException.class);
        assertThat(client.describe("total").key()).isEqualTo("total");
    }

    @Test
    void failedTaskIsReplayedOnInputsOfTheCluster() {
        RemoteFuture<Integer> zero = client.submit(() -> 0);
        RemoteFuture<Integer> failing = client.apply(by -> 10 / by, zero);
        zero.close();
        assertThatThrownBy(failing::join).hasMessageStartingWith("java.lang.ArithmeticException: / by zero");
        assertThat(failing.status()).isEqualTo(FutureStatus.FAILED);
        assertThatThrownBy(() -> client.replay(failing.key())).isInstanceOf(ArithmeticException.class);
        assertThat(client.story(failing.key())).isNotEmpty();
        assertThat(client.explain(failing.key())).contains("/ by zero");
    }

    @Test
    void firedTaskRunsAlthoughItsClientIsGone() throws InterruptedException {
        int before = RUNS.get();
        Client other = connect(transport);
        other.fireAndForget(() -> countRuns(1));
        other.close();
        assertThat(new Waiting(clock).until(() -> RUNS.get() > before, Duration.ofSeconds(30)))
                .isTrue();
    }
}
