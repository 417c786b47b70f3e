package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.call.RemoteFunction;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.AwaitedFutures;
import io.quern.client.future.CompletedFutures;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.future.Submitter;
import io.quern.client.graph.TaskGraph;
import io.quern.client.options.Options;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Answer;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Everything that a client offers besides submitting.
@Timeout(60)
class ClientApiTest {
    private final LocalTransport transport = new LocalTransport();
    private final InlineCluster cluster = new InlineCluster(transport, "local://scheduler");
    private final Client client = Client.connect(
            transport, "local://scheduler", "test", new JobIdSource(new SystemClock(), new SplittableRandom(1)));

    /// A function with a name of its own.
    private enum Divide implements RemoteFunction<Integer, Integer> {
        TEN;

        @Override
        public Integer applyRemotely(Integer by) {
            return 10 / by;
        }
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void completedFuturesComeOnceEachWithFailedOnesAndThoseAddedMeanwhile() {
        CompletedFutures<Integer> completed = client.asCompleted(client.map(Integer::parseInt, List.of("3", "x", "1")));
        List<Integer> values = new ArrayList<>();
        int failed = 0;
        for (RemoteFuture<Integer> future : completed) {
            if (future.status() == FutureStatus.FAILED) {
                failed++;
                continue;
            }
            values.add(future.join());
            if (future.join() > 0) {
                completed.add(client.submit(x -> x - 1, future.join()));
            }
        }
        assertThat(values).containsExactlyInAnyOrder(3, 2, 1, 0, 1, 0);
        assertThat(failed).isOne();
        assertThat(completed.hasNext()).isFalse();
        assertThat(completed.poll(Duration.ofDays(1))).isEmpty();
        assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aFutureThatIsAddedTwiceComesTwiceAndAClosedOneIsRefused() {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        CompletedFutures<Integer> completed = client.asCompleted(List.of(future, future));
        assertThat(completed.size()).isEqualTo(2);
        assertThat(completed.next()).isSameAs(completed.next());
        RemoteFuture<Integer> closed = client.submit(() -> 2);
        closed.close();
        assertThatThrownBy(() -> completed.add(closed)).isInstanceOf(IllegalStateException.class);
        assertThat(completed.hasNext()).isFalse();
    }

    @Test
    void awaitingTellsWhoIsDone() {
        List<RemoteFuture<Integer>> futures = client.map(x -> x, List.of(1, 2, 3));
        AwaitedFutures<Integer> awaited = client.await(AwaitUntil.ALL, futures, Duration.ofMinutes(1));
        assertThat(awaited.done()).containsExactlyElementsOf(futures);
        assertThat(awaited.pending()).isEmpty();
        assertThat(client.await(AwaitUntil.FIRST, futures, Duration.ofMinutes(1))
                        .done())
                .isNotEmpty();
        assertThat(client.await(AwaitUntil.FIRST, List.<RemoteFuture<Integer>>of(), Duration.ofDays(1))
                        .done())
                .isEmpty();
    }

    @Test
    void callbacksRunOnceTheTaskHasEnded() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(2);
        RemoteFuture<Integer> future = client.submit(() -> 1);
        future.onDone(_ -> called.countDown());
        future.onDone(
                done -> {
                    if (done.join() == 1) {
                        called.countDown();
                    }
                },
                Thread::startVirtualThread);
        called.await();
        CompletableFuture<Integer> doubled = future.toCompletableFuture().thenApply(x -> 2 * x);
        assertThat(doubled.join()).isEqualTo(2);
    }

    @Test
    void namedResultsAreFoundReplacedAndGivenUp() {
        RemoteFuture<Integer> first = client.submit(() -> 1);
        RemoteFuture<Integer> second = client.submit(() -> 2);
        client.publish("answer", first);
        client.publish("answer", first);
        assertThatThrownBy(() -> client.publish("answer", second)).hasMessage("the name answer is taken");
        assertThat(client.attach("answer", Integer.class).join()).isEqualTo(1);
        client.republish("answer", second);
        assertThat(client.listPublished()).extracting(Answer.NameLine::name).containsExactly("answer");
        try (RemoteFuture<Integer> attached = client.attach("answer", Integer.class)) {
            assertThat(attached.key()).isEqualTo(second.key());
            assertThat(attached.join()).isEqualTo(2);
        }
        client.unpublish("answer");
        assertThat(client.listPublished()).isEmpty();
        assertThatThrownBy(() -> client.unpublish("answer")).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> client.attach("answer", Integer.class)).hasMessage("nothing is named answer");
    }

    @Test
    void tasksAndWorkersAreDescribed() {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        future.join();
        assertThat(client.story(future.key())).containsExactly("waiting", "memory");
        assertThat(client.explain(future.key())).isEqualTo("it is done");
        assertThat(client.describe(future.key()).key()).isEqualTo(future.key());
        assertThat(client.whoHas(List.of(future))).isEqualTo(Map.of(future.key(), List.of("inline")));
        assertThat(client.workers()).extracting(Answer.WorkerLine::name).containsExactly("inline");
        RemoteFuture<Integer> other = client.submit(() -> 2);
        other.join();
        assertThat(client.hasWhat(List.of("inline")).get("inline"))
                .extracting(Answer.HeldLine::key)
                .containsExactly(future.key(), other.key());
        assertThatThrownBy(() -> client.hasWhat(List.of("inline", "nobody")))
                .isInstanceOf(QuernException.class)
                .hasMessage("no worker has the name nobody");
        assertThatThrownBy(() -> client.story("nonsense")).hasMessage("no task has the key nonsense");
    }

    @Test
    void callsOnWorkersAreRestrictedToTheirWorker() {
        assertThat(client.runOnWorkers(() -> 42)).isEqualTo(Map.of("inline", 42));
        TaskBatch batch = cluster.batches().getLast();
        assertThat(batch.options(0).workers()).containsExactly("inline");
        assertThat(batch.options(0).isStrict()).isTrue();
    }

    @Test
    void graphsGiveTheirOutputsByName() {
        TaskGraph graph = TaskGraph.builder()
                .task("total", in -> in.<Integer>get(0) + in.<Integer>get(1), "one", "two")
                .task("one", () -> 1)
                .value("two", 2)
                .task("ignored", () -> {
                    throw new AssertionError("nobody needs it");
                })
                .outputs("total", "one")
                .build();
        assertThat(client.compute(graph)).isEqualTo(Map.of("total", 3, "one", 1));
        assertThat(cluster.batches()).singleElement().satisfies(batch -> {
            assertThat(batch.size()).isEqualTo(3);
            assertThat(batch.key(batch.size() - 1)).isEqualTo("total");
        });
        Map<String, RemoteFuture<Object>> second =
                client.with(Options.create().key("again").priority(3)).persist(graph);
        assertThat(second.get("total").key()).isEqualTo("again-total");
        assertThat(second.get("total").join()).isEqualTo(3);
        assertThat(cluster.batches().getLast().options(0).priority()).isEqualTo(3);
    }

    @Test
    void graphsAndActorsAreNotPure() {
        Submitter pure = client.with(Options.create().pure());
        TaskGraph graph = TaskGraph.builder().value("one", 1).build();
        assertThatThrownBy(() -> pure.compute(graph))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the keys of a graph's tasks are their names");
        assertThatThrownBy(() -> pure.actor(StringBuilder.class, StringBuilder::new))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("an actor is not pure");
        assertThat(cluster.batches()).isEmpty();
    }

    @Test
    void failedTaskIsReplayedInTheCallingThreadOnItsRealInputs() {
        RemoteFuture<Integer> zero = client.submit(() -> 0);
        RemoteFuture<Integer> failing = client.apply(Divide.TEN, zero);
        assertThatThrownBy(failing::join).hasMessageContaining("/ by zero");
        assertThatThrownBy(() -> client.replay(failing.key()))
                .isExactlyInstanceOf(ArithmeticException.class)
                .satisfies(thrown -> assertThat(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName()
                                .contains("failedTaskIsReplayedInTheCallingThreadOnItsRealInputs")));
    }

    @Test
    void replayingGivesTheResultOfATaskThatNowSucceedsUnderAGivenKeyToo() throws Exception {
        RemoteFuture<Integer> parsed =
                client.with(Options.create().key("total")).submit(Integer::parseInt, "42");
        parsed.join();
        assertThat(client.replay("total")).isEqualTo(42);
        parsed.close();
        assertThatThrownBy(() -> client.replay("total"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot replay total");
        assertThatThrownBy(() -> client.replay("parseInt-7.3")).hasMessage("no task has the key parseInt-7.3");
    }

    @Test
    void clientsOfTasksAreForTasks() {
        assertThatThrownBy(Client::ofTask)
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("works inside a task");
    }
}
