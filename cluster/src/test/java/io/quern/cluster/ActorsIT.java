package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.Actor;
import io.quern.client.future.ActorRef;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.core.error.ActorLostException;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Actors in worker processes, one of which is killed.
@Timeout(120)
class ActorsIT {
    private static final long MEMORY_BYTES = 512L << 20;

    interface Ledger {
        int book(int amount);

        List<Integer> entries();

        long process();

        String read(String name) throws FileNotFoundException;
    }

    private static final class BookedLedger implements Ledger {
        private final List<Integer> entries = new ArrayList<>();

        @Override
        public int book(int amount) {
            entries.add(amount);
            return entries.size();
        }

        @Override
        public List<Integer> entries() {
            return List.copyOf(entries);
        }

        @Override
        public long process() {
            return ProcessHandle.current().pid();
        }

        @Override
        public String read(String name) throws FileNotFoundException {
            throw new FileNotFoundException(name);
        }
    }

    @Test
    void anActorKeepsItsStateUntilItsWorkerIsKilledAndIsThenLostByName() throws InterruptedException {
        try (Cluster cluster = Cluster.processes(2, MEMORY_BYTES)) {
            Client client = cluster.client();
            Options there = Options.create().key("ledger").workers("worker-0").strict();
            try (Actor<Ledger> ledger = client.with(there).actor(Ledger.class, BookedLedger::new)) {
                List<RemoteFuture<Integer>> sizes = IntStream.range(0, 100)
                        .mapToObj(amount -> ledger.call(book -> book.book(amount)))
                        .toList();
                RemoteFuture<Integer> hundred = sizes.getLast();
                assertThat(hundred.join()).isEqualTo(100);
                ActorRef<Ledger> ref = ledger.ref();
                RemoteFuture<Integer> fromTask = client.submit(() -> {
                    try (Client inside = Client.ofTask();
                            Actor<Ledger> found = inside.actor(ref)) {
                        return found.proxy().book(1_000);
                    }
                });
                assertThat(fromTask.join()).isEqualTo(101);
                Ledger proxy = ledger.proxy();
                assertThat(proxy.entries()).hasSize(101).startsWith(0, 1, 2).endsWith(1_000);
                assertThatThrownBy(() -> proxy.read("no such page")).isExactlyInstanceOf(FileNotFoundException.class);
                assertThatThrownBy(() -> client.workerControl().retire(List.of("worker-0")))
                        .hasMessageContaining("actor ledger is on it");
                long process = proxy.process();
                RemoteFuture<?> running = ledger.run(_ -> new CountDownLatch(1).await());
                RemoteFuture<Integer> waiting = ledger.call(book -> book.book(7));

                assertThat(ProcessHandle.of(process)).hasValueSatisfying(ProcessHandle::destroyForcibly);

                for (RemoteFuture<?> lost : List.of(running, waiting, ledger.call(Ledger::entries))) {
                    assertThatThrownBy(lost::join)
                            .isInstanceOf(RemoteTaskException.class)
                            .hasMessageContaining("actor ledger is lost with its worker worker-0")
                            .hasCauseInstanceOf(ActorLostException.class);
                }
                assertThatThrownBy(proxy::entries).isInstanceOf(ActorLostException.class);
                assertThat(hundred.join()).as("what was read stays").isEqualTo(100);
            }
            try (Actor<Ledger> next =
                    client.with(Options.create().key("next-ledger")).actor(Ledger.class, BookedLedger::new)) {
                assertThat(next.call(book -> book.book(1)).join()).isEqualTo(1);
            }
        }
    }
}
