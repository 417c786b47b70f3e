package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Actors on a real scheduler and real workers, in this JVM.
@Timeout(60)
class LocalActorsTest {
    /// Tasks of an embedded cluster share the program's JVM, so static fields reach them.
    private static final CountDownLatch SLOW_MAY_END = new CountDownLatch(1);

    private static final CountDownLatch CLOSED = new CountDownLatch(1);
    private static final CountDownLatch CALL_RUNS = new CountDownLatch(1);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /// What the actors of these tests are called as.
    interface Tally {
        int add(int amount);

        List<Integer> seen();

        void fail(String why) throws IOException;

        default int addTwice(int amount) {
            add(amount);
            return add(amount);
        }
    }

    /// An object with state.
    static final class PlainTally implements Tally, AutoCloseable {
        private final List<Integer> seen = new ArrayList<>();
        private int total;

        @Override
        public int add(int amount) {
            seen.add(amount);
            total += amount;
            return total;
        }

        @Override
        public List<Integer> seen() {
            return List.copyOf(seen);
        }

        @Override
        public void fail(String why) throws IOException {
            total++;
            throw new IOException(why);
        }

        @Override
        public void close() {
            CLOSED.countDown();
        }
    }

    @Test
    void callsRunInTheOrderInWhichTheyWereMade() {
        try (LocalCluster cluster = LocalCluster.start(4);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
            List<RemoteFuture<Integer>> totals = numbers.stream()
                    .map(number -> tally.call(object -> object.add(number)))
                    .toList();

            assertThat(tally.call(Tally::seen).join()).isEqualTo(numbers);
            assertThat(totals.getLast().join()).isEqualTo(500 * 499 / 2);
        }
    }

    @Test
    void aCallThatWaitsForAFutureHoldsUpThoseBehindItAndNobodyElse() {
        try (LocalCluster cluster = LocalCluster.start(4);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new);
                Actor<Tally> other = cluster.client().actor(Tally.class, PlainTally::new)) {
            RemoteFuture<Integer> slow = cluster.client().submit(() -> {
                SLOW_MAY_END.await();
                return 7;
            });
            RemoteFuture<Integer> first = tally.call(Tally::add, slow);
            RemoteFuture<Integer> second = tally.call(object -> object.add(1));
            assertThat(other.call(object -> object.add(5)).join()).isEqualTo(5);
            assertThat(second.isDone()).isFalse();
            SLOW_MAY_END.countDown();

            assertThat(first.join()).isEqualTo(7);
            assertThat(second.join()).isEqualTo(8);
            assertThat(tally.call(Tally::seen).join()).containsExactly(7, 1);
        }
    }

    @Test
    void aFailingCallFailsAloneAndTheObjectStaysAsItIs() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            RemoteFuture<?> bad = tally.run(object -> object.fail("no more room"));
            RemoteFuture<Integer> good = tally.call(object -> object.add(1));

            assertThatThrownBy(bad::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("no more room")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(good.join()).isEqualTo(2);
        }
    }

    @Test
    void resultsOfCallsAreInputsOfOtherTasks() {
        try (LocalCluster cluster = LocalCluster.start(2);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            RemoteFuture<Integer> three = tally.call(object -> object.add(3));
            RemoteFuture<Integer> five = tally.call(object -> object.add(2));
            RemoteFuture<Integer> fifteen = cluster.client().apply((a, b) -> a * b, three, five);

            assertThat(tally.call(Tally::add, fifteen).join()).isEqualTo(20);
        }
    }

    @Test
    void aProxyCallsByTheInterfaceAndThrowsWhatTheMethodThrows() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            Tally proxy = tally.proxy();

            assertThat(proxy.add(4)).isEqualTo(4);
            assertThat(proxy.addTwice(1)).isEqualTo(6);
            assertThatThrownBy(() -> proxy.fail("as asked"))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("as asked");
            assertThat(proxy).hasToString("proxy of actor " + tally.key() + " as " + Tally.class.getName());
            assertThat(List.of(proxy)).contains(proxy).doesNotContain(tally.proxy());
        }
    }

    @Test
    void tasksCallTheActorTooAlsoOnTheOnlySlotThereIs() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            ActorRef<Tally> ref = tally.ref();
            List<RemoteFuture<Integer>> parents = cluster.client()
                    .map(
                            amount -> {
                                try (Client inside = Client.ofTask();
                                        Actor<Tally> found = inside.actor(ref)) {
                                    return found.call(object -> object.add(amount))
                                                    .join()
                                            + found.proxy().add(amount);
                                }
                            },
                            List.of(1, 2, 3));
            cluster.client().gather(parents);

            assertThat(tally.call(object -> object.add(0)).join()).isEqualTo(12);
        }
    }

    @Test
    void anActorIsClosedOnItsWorkerWhenItsLastHandleIs() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new);
            Actor<Tally> another = cluster.client().actor(tally.ref());
            tally.close();
            assertThat(another.call(object -> object.add(1)).join()).isEqualTo(1);
            RemoteFuture<Integer> last = another.call(object -> object.add(1));
            another.close();

            assertThat(last.join()).isEqualTo(2);
            CLOSED.await();
            assertThatThrownBy(() -> another.call(Tally::seen)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aCancelledCallIsInterruptedAndTheNextOneGetsItsTurn() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            RemoteFuture<?> endless = tally.run(_ -> {
                CALL_RUNS.countDown();
                NEVER.await();
            });
            RemoteFuture<Integer> next = tally.call(object -> object.add(1));
            CALL_RUNS.await();
            endless.cancel("it takes too long");

            assertThatThrownBy(endless::join).isInstanceOf(CancellationException.class);
            assertThat(next.join()).isEqualTo(1);
        }
    }

    @Test
    void callsRunAlsoWhereNobodyKeepsTheirFutures() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, PlainTally::new)) {
            for (int i = 0; i < 10; i++) {
                tally.run(object -> object.add(1)).close();
            }

            assertThat(tally.call(Tally::seen).join()).hasSize(10);
        }
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<PlainTally> tally = cluster.client().actor(PlainTally.class, PlainTally::new)) {
            Client client = cluster.client();
            Object unsendable = new Object() {
                private final Thread thread = Thread.currentThread();

                @Override
                public String toString() {
                    return thread.getName();
                }
            };

            assertThatThrownBy(() -> tally.call(object -> object.add(unsendable.hashCode())))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("Thread");
            assertThatThrownBy(() -> client.submit(() -> tally.key()))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("actor.ref()");
            assertThatThrownBy(tally::proxy).isInstanceOf(QuernException.class).hasMessageContaining("is no interface");
            assertThatThrownBy(() -> client.with(Options.create().hedged()).actor(Tally.class, PlainTally::new))
                    .isInstanceOf(QuernException.class)
                    .hasMessageContaining("hedged");
        }
    }

    @Test
    void anActorThatCannotBeMadeFailsItsCallsWithItsOwnException() {
        try (LocalCluster cluster = LocalCluster.start(1);
                Actor<Tally> tally = cluster.client().actor(Tally.class, () -> {
                    throw new IOException("no such file");
                })) {
            RemoteFuture<Integer> call = tally.call(object -> object.add(1));

            assertThatThrownBy(call::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("no such file")
                    .hasCauseInstanceOf(IOException.class);
        }
    }
}
