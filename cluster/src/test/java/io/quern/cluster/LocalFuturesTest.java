package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.AwaitedFutures;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Futures on a real scheduler and real workers, in this JVM.
@Timeout(60)
class LocalFuturesTest {
    /// Tasks of an embedded cluster share the program's JVM, so static fields reach them.
    private static final CountDownLatch RUNNING = new CountDownLatch(1);

    private static final CountDownLatch LATE_MAY_END = new CountDownLatch(1);

    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static final AtomicInteger REPAIRS = new AtomicInteger();

    @Test
    void mappedTasksGiveTheirResultsInOrder() {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            List<Integer> numbers = IntStream.range(0, 2_000).boxed().toList();
            List<RemoteFuture<Integer>> squares = cluster.client().map(x -> x * x, numbers);
            assertThat(cluster.client().gather(squares))
                    .isEqualTo(numbers.stream().map(x -> x * x).toList());
        }
    }

    @Test
    void tasksTakeTheResultsOfOthers() {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            Client client = cluster.client();
            RemoteFuture<Integer> one = client.submit(() -> 1);
            RemoteFuture<Integer> two = client.apply(x -> x + 1, one);
            RemoteFuture<Integer> three = client.apply((a, b) -> a + b, one, two);
            RemoteFuture<Integer> six = client.combine(
                    values -> values.stream().mapToInt(Integer::intValue).sum(), List.of(one, two, three));
            assertThat(six.join()).isEqualTo(6);
        }
    }

    @Test
    void aFailureGoesToWhatDependsOnItAndNothingElse() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Client client = cluster.client();
            RemoteFuture<Integer> bad = client.submit(text -> Integer.parseInt(text), "12,5");
            RemoteFuture<Integer> after = client.apply(x -> x + 1, bad);
            RemoteFuture<Integer> other = client.submit(() -> 7);
            assertThatThrownBy(after::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("12,5")
                    .hasRootCauseInstanceOf(NumberFormatException.class);
            assertThat(other.join()).isEqualTo(7);
        }
    }

    @Test
    void retriesRunAFailedTaskAgain() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Options options = Options.create().retries(2).backOff(Duration.ofMillis(1), 1);
            RemoteFuture<Integer> third = cluster.client().with(options).submit(() -> {
                if (ATTEMPTS.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
                return ATTEMPTS.get();
            });
            assertThat(third.join()).isEqualTo(3);
        }
    }

    @Test
    void aFailedTaskRunsAgainWhenAskedAndSoDoesWhatFailedByIt() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Client client = cluster.client();
            RemoteFuture<Integer> flaky = client.submit(() -> {
                if (REPAIRS.incrementAndGet() == 1) {
                    throw new IllegalStateException("broken once");
                }
                return 5;
            });
            RemoteFuture<Integer> after = client.apply(x -> x * 2, flaky);
            assertThatThrownBy(after::join).hasMessageContaining("broken once");
            flaky.retry();
            assertThat(after.join()).isEqualTo(10);
        }
    }

    @Test
    void cancellingEndsATaskAndWhatDependsOnIt() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Client client = cluster.client();
            RemoteFuture<Integer> waiting = client.submit(() -> {
                RUNNING.countDown();
                new CountDownLatch(1).await();
                return 1;
            });
            RemoteFuture<Integer> after = client.apply(x -> x + 1, waiting);
            RUNNING.await();
            assertThat(waiting.cancel("changed my mind")).isTrue();
            assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
            assertThatThrownBy(after::join).isInstanceOf(CancellationException.class);
            assertThat(client.submit(() -> 3).join()).isEqualTo(3);
        }
    }

    @Test
    void aPublishedResultIsThereUnderItsName() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Client client = cluster.client();
            RemoteFuture<String> future = client.submit(() -> "kept");
            client.publish("answer", future);
            future.close();
            assertThat(client.attach("answer", String.class).join()).isEqualTo("kept");
            assertThatThrownBy(() -> client.attach("question", String.class)).hasMessageContaining("question");
        }
    }

    @Test
    void tasksSubmitTasksOnAClusterOfOneThread() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            RemoteFuture<Integer> outer = cluster.client().submit(() -> {
                try (Client inner = Client.ofTask()) {
                    RemoteFuture<Integer> twenty = inner.submit(() -> 20);
                    return twenty.join() + 1;
                }
            });
            assertThat(outer.join()).isEqualTo(21);
        }
    }

    @Test
    void futuresComeInTheOrderOfTheirCompletion() {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            Client client = cluster.client();
            RemoteFuture<Integer> late = client.submit(() -> {
                LATE_MAY_END.await();
                return 1;
            });
            RemoteFuture<Integer> early = client.submit(() -> 2);
            CompletedFutures<Integer> completed = client.asCompleted(List.of(late, early));
            assertThat(completed.next().join()).isEqualTo(2);
            assertThat(completed.size()).isOne();
            LATE_MAY_END.countDown();
            assertThat(completed.next().join()).isOne();
            assertThat(completed.hasNext()).isFalse();
        }
    }

    @Test
    void awaitingTheFirstLeavesTheOthersPendingAndAWaitForAllEndsWithItsTime() {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            Client client = cluster.client();
            RemoteFuture<Integer> endless = client.submit(() -> {
                new CountDownLatch(1).await();
                return 1;
            });
            RemoteFuture<Integer> early = client.submit(() -> 2);
            List<RemoteFuture<Integer>> both = List.of(endless, early);
            AwaitedFutures<Integer> first = client.await(AwaitUntil.FIRST, both, Duration.ofMinutes(1));
            assertThat(first.done()).containsExactly(early);
            assertThat(first.pending()).containsExactly(endless);
            assertThat(client.await(AwaitUntil.ALL, both, Duration.ofMillis(1))).isEqualTo(first);
        }
    }

    @Test
    void whatNoWorkerCanRunWaitsAndSaysWhy() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Client client = cluster.client();
            try (RemoteFuture<Integer> waiting =
                    client.with(Options.create().resource("GPU", 1)).submit(() -> 1)) {
                assertThat(client.submit(() -> 2).join()).isEqualTo(2);
                assertThat(client.explain(waiting.key()))
                        .contains("none of the 1 registered workers can ever run it")
                        .contains("GPU=1");
                assertThat(waiting.isDone()).isFalse();
            }
            assertThat(client.with(Options.create().workers("local").strict())
                            .submit(() -> 3)
                            .join())
                    .isEqualTo(3);
        }
    }
}
