package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.client.options.ScatterOptions;
import io.quern.client.shipping.PresentCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Answer;
import io.quern.core.message.Role;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values that a program gives to two workers in its JVM.
@Timeout(120)
class LocalScatterTest {
    private static final int LARGE = 20_000;

    private final LocalTransport transport = new LocalTransport();
    private final CuttableTransport cable = new CuttableTransport(transport);
    private final SystemClock clock = new SystemClock();
    private final SchedulerServer scheduler =
            new SchedulerServer(ClusterSettings.ofThisProcess().scheduler(), clock);
    private final JobIdSource ids = new JobIdSource(clock, new SplittableRandom(1));
    private final WorkerServer one = startFirstWorker();
    private final WorkerServer two = startWorker("two");
    private final Client client = connect();

    private WorkerServer startFirstWorker() {
        scheduler.start(transport, "local://scheduler");
        return startWorker("one");
    }

    private WorkerServer startWorker(String name) {
        return WorkerServer.start(
                WorkerOptions.of(name, 2, 1L << 30, "local://scheduler", "local://" + name),
                transport,
                ProgramClasses.loader(),
                clock);
    }

    private Client connect() {
        return Client.connect(
                cable,
                "local://scheduler",
                "program",
                ids,
                LocalScatterTest.class.getClassLoader(),
                ClientSettings.DEFAULT,
                clock);
    }

    @AfterEach
    void close() {
        client.close();
        one.close();
        two.close();
        scheduler.close();
        transport.close();
    }

    private void awaitWorkers() throws InterruptedException {
        one.awaitRegistered();
        two.awaitRegistered();
    }

    @Test
    void largeValuesComeToWorkersByReferenceAndAreSpreadOverThem() throws InterruptedException {
        awaitWorkers();
        List<double[]> values =
                IntStream.range(0, 6).mapToObj(i -> new double[] {i}).toList();
        assertThat(client.gather(client.scatterAll(values))).hasSize(6);

        List<double[]> large =
                IntStream.range(0, 6).mapToObj(_ -> new double[LARGE]).toList();
        List<RemoteFuture<double[]>> futures = client.scatterAll(large);
        List<RemoteFuture<Integer>> lengths = client.mapFutures(numbers -> numbers.length, futures);

        assertThat(client.gather(lengths)).containsOnly(LARGE);
        for (int i = 0; i < 6; i++) {
            assertThat(futures.get(i).join()).isSameAs(large.get(i));
        }
        Map<String, List<String>> holders = client.whoHas(futures);
        assertThat(holders.values())
                .filteredOn(workers -> workers.contains("one"))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(client.apply(
                                numbers -> numbers.length,
                                client.scatter("text".repeat(LARGE)).thenApply(String::getBytes))
                        .join())
                .isEqualTo(4 * LARGE);
    }

    @Test
    void aValueGoesWhereItIsToAndAsOftenAsItIsTo() throws InterruptedException {
        awaitWorkers();
        RemoteFuture<double[]> there =
                client.scatter(new double[LARGE], ScatterOptions.create().toWorkers("two"));
        RemoteFuture<double[]> everywhere =
                client.scatter(new double[LARGE], ScatterOptions.create().broadcast());
        RemoteFuture<Integer> small = client.scatter(7, ScatterOptions.create().toWorkers("one"));
        client.await(AwaitUntil.ALL, List.of(there, everywhere), Duration.ofMinutes(1));
        assertThat(small.join()).isEqualTo(7);

        assertThat(client.whoHas(List.of(there, small)).values()).containsExactly(List.of("two"), List.of("one"));
        assertThat(client.hasWhat(List.of("one", "two")))
                .hasEntrySatisfying("one", held -> assertThat(keys(held)).contains(small.key(), everywhere.key()))
                .hasEntrySatisfying(
                        "two",
                        held -> assertThat(keys(held))
                                .contains(there.key(), everywhere.key())
                                .doesNotContain(small.key()));
        assertThatThrownBy(() -> client.hasWhat(List.of("three")))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("no worker has the name three; workers are [")
                .hasMessageContaining("one")
                .hasMessageContaining("two");
        assertThat(client.replicate(everywhere, 5)).containsExactlyInAnyOrder("one", "two");
        assertThat(client.replicate(small, 2)).containsExactlyInAnyOrder("one", "two");
        RemoteFuture<Integer> bad = client.submit(Integer::parseInt, "12,5");
        client.await(AwaitUntil.ALL, List.of(bad), Duration.ofMinutes(1));
        assertThatThrownBy(() -> client.replicate(bad, 2))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("has failed or was cancelled, so its result has no copies");
    }

    @Test
    void aLostValueFailsWhatDependsOnItSayingWhatItWasAndWhoHadIt() throws InterruptedException {
        awaitWorkers();
        RemoteFuture<double[]> lost = client.with(Options.create().key("table"))
                .scatter(new double[LARGE], ScatterOptions.create().toWorkers("two"));
        RemoteFuture<double[]> kept =
                client.scatter(new double[LARGE], ScatterOptions.create().copies(2));
        client.await(AwaitUntil.ALL, List.of(lost, kept), Duration.ofMinutes(1));
        assertThat(client.replicate(kept, 2)).hasSize(2);

        two.close();

        assertThatThrownBy(client.apply(numbers -> numbers.length, lost)::join)
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContainingAll(
                        "scattered value table (160016 bytes) is lost with worker two, the last", "copies(2)");
        assertThat(client.apply(numbers -> numbers.length, kept).join()).isEqualTo(LARGE);
        assertThatThrownBy(() -> client.replay("table")).hasMessageContaining("which no function makes");
    }

    @Test
    void aValueThatIsOnItsWayOutlivesACutStream() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            RemoteFuture<double[]> value = client.scatter(new double[LARGE]);
            if (i == 0) {
                awaitWorkers();
            }
            cable.cut();
            assertThat(client.apply(numbers -> numbers.length, value).join()).isEqualTo(LARGE);
            value.close();
        }
    }

    @Test
    void whatCannotBeSentOrDoesNotFitTogetherIsRefusedAtOnce() {
        Object[] unsendable = {new double[LARGE], Thread.currentThread()};
        assertThatThrownBy(() -> client.scatter(unsendable))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("Thread");
        assertThatThrownBy(() -> client.with(Options.create().retries(2)).scatter(new double[LARGE]))
                .hasMessageContaining("of the options only key and workers have a meaning");
        assertThatThrownBy(() -> client.with(Options.create().workers("one"))
                        .scatter(new double[LARGE], ScatterOptions.create().toWorkers("two")))
                .hasMessageContaining("ask twice for the same thing");
        assertThatThrownBy(() -> ScatterOptions.create().copies(0)).hasMessageContaining("at least 1 copy");
        assertThatThrownBy(() -> ScatterOptions.create().broadcast().copies(2))
                .hasMessageContaining("copies(2) comes after broadcast()");
    }

    @Test
    void aValueThatIsLargerThanAllWorkersFailsAndSaysSo() throws InterruptedException {
        awaitWorkers();
        try (WorkerServer _ = WorkerServer.start(
                WorkerOptions.of("small", 1, 100_000, "local://scheduler", "local://small"),
                transport,
                ProgramClasses.loader(),
                clock)) {
            RemoteFuture<double[]> large =
                    client.scatter(new double[LARGE], ScatterOptions.create().toWorkers("small"));
            assertThatThrownBy(large::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContainingAll(
                            "takes 156.3 KiB, and none of the 1 workers that may have it has room for more than 97.7 KiB",
                            "scatterAll");
        }
    }

    @Test
    void aViewerScattersNothing() {
        try (Client viewer = Client.connect(
                transport,
                "local://scheduler",
                Role.VIEWER,
                "viewer",
                ids,
                ClientSettings.DEFAULT,
                PresentCode.EVERYWHERE)) {
            assertThatThrownBy(viewer.scatter(new double[LARGE])::join)
                    .hasMessageContaining("a viewer may ask and not change anything");
            RemoteFuture<Integer> own = client.submit(() -> 1);
            assertThat(own.join()).isEqualTo(1);
        }
    }

    private static List<String> keys(List<Answer.HeldLine> held) {
        return held.stream().map(Answer.HeldLine::key).toList();
    }
}
