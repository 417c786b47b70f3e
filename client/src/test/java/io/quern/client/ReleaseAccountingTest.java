package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that submit, share, attach and close at random: what the cluster holds for them is what they hold.
@Timeout(120)
class ReleaseAccountingTest {
    private static final Waiting WAITING = new Waiting(new SystemClock());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theClusterHoldsWhatTheProgramHolds(long given) throws InterruptedException {
        long seed = Long.getLong("seed", given);
        SplittableRandom random = new SplittableRandom(seed);
        try (LocalTransport transport = new LocalTransport()) {
            InlineCluster cluster = new InlineCluster(transport, "local://scheduler");
            Client client = Client.connect(
                    transport, "local://scheduler", "test", new JobIdSource(new SystemClock(), random.split()));
            List<RemoteFuture<Integer>> open = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                act(client, open, random);
            }
            Set<String> expected = open.stream().map(RemoteFuture::key).collect(Collectors.toSet());
            assertThat(WAITING.until(() -> cluster.heldKeys().equals(expected), Duration.ofSeconds(30)))
                    .as("seed %d: held %s, the program holds %s", seed, cluster.heldKeys(), expected)
                    .isTrue();
            open.forEach(RemoteFuture::close);
            assertThat(WAITING.until(() -> cluster.heldKeys().isEmpty(), Duration.ofSeconds(30)))
                    .as("seed %d: held %s", seed, cluster.heldKeys())
                    .isTrue();
            client.close();
        }
    }

    private static void act(Client client, List<RemoteFuture<Integer>> open, SplittableRandom random) {
        int number = random.nextInt(20);
        int action = open.isEmpty() ? random.nextInt(4) : random.nextInt(9);
        switch (action) {
            case 0, 1 -> open.add(client.submit(x -> x + 1, number));
            case 2 -> open.add(client.with(Options.create().pure()).submit(Math::abs, number % 4));
            case 3 -> open.addAll(client.map(x -> x, List.of(number, number + 1)));
            case 4 -> open.add(client.apply(x -> x + 1, any(open, random)));
            case 5 -> {
                client.publish("name", any(open, random));
                open.add(client.attach("name", Integer.class));
                client.unpublish("name");
            }
            case 6, 7 -> {
                RemoteFuture<Integer> closed = open.remove(random.nextInt(open.size()));
                closed.close();
            }
            default -> assertThat(any(open, random).join()).isNotNull();
        }
    }

    private static RemoteFuture<Integer> any(List<RemoteFuture<Integer>> open, SplittableRandom random) {
        return open.get(random.nextInt(open.size()));
    }
}
