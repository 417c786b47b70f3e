package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.core.message.Answer.WorkerLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Futures whose tasks run in other processes.
@Timeout(120)
class ProcessFuturesIT {
    private static final long MEMORY_BYTES = 512L << 20;

    private record Reading(String sensor, double value) {}

    private static int fibonacci(int n) {
        if (n < 2) {
            return n;
        }
        try (Client client = Client.ofTask()) {
            RemoteFuture<Integer> left = client.submit(ProcessFuturesIT::fibonacci, n - 1);
            RemoteFuture<Integer> right = client.submit(ProcessFuturesIT::fibonacci, n - 2);
            return left.join() + right.join();
        }
    }

    @Test
    void resultsFailuresAndTasksOfTasksCrossProcesses() {
        try (Cluster cluster = Cluster.processes(2, MEMORY_BYTES)) {
            Client client = cluster.client();
            List<RemoteFuture<Reading>> readings = client.map(
                    i -> new Reading("s-" + i, i / 2.0),
                    IntStream.range(0, 300).boxed().toList());
            assertThat(client.gather(readings)).hasSize(300).contains(new Reading("s-3", 1.5));
            RemoteFuture<Double> sum = client.combine(
                    all -> all.stream().mapToDouble(Reading::value).sum(), readings);
            assertThat(sum.join()).isEqualTo(22_425.0);

            RemoteFuture<byte[]> large = client.submit(() -> new byte[20_000_000]);
            assertThat(large.join()).hasSize(20_000_000);

            RemoteFuture<Integer> bad = client.submit(Integer::parseInt, "12,5");
            assertThatThrownBy(bad::join)
                    .isInstanceOfSatisfying(
                            RemoteTaskException.class,
                            failed -> assertThat(failed.worker()).startsWith("worker-"))
                    .hasCauseExactlyInstanceOf(NumberFormatException.class);
            assertThatThrownBy(() -> client.replay(bad.key())).isInstanceOf(NumberFormatException.class);

            assertThat(client.submit(ProcessFuturesIT::fibonacci, 6).join()).isEqualTo(8);
            Map<String, List<String>> holders = client.whoHas(List.of(sum));
            assertThat(holders.get(sum.key())).isNotEmpty();
        }
    }

    /// Waits for the worker to be there.
    private static long pidOf(Client client, String worker) {
        return client.with(Options.create().workers(worker).strict())
                .submit(() -> ProcessHandle.current().pid())
                .join();
    }

    /// What only the leaving worker holds is with the other afterwards; nothing is made twice.
    @Test
    void aWorkerRetiresAndItsResultsStay() {
        try (Cluster cluster = Cluster.processes(2, MEMORY_BYTES)) {
            Client client = cluster.client();
            String leaving = "worker-0";
            long itsProcess = pidOf(client, leaving);
            assertThat(pidOf(client, "worker-1")).isNotEqualTo(itsProcess);
            List<RemoteFuture<Long>> futures = client.with(Options.create().workers(leaving))
                    .map(
                            i -> ProcessHandle.current().pid(),
                            IntStream.range(0, 50).boxed().toList());
            client.await(AwaitUntil.ALL, futures, Duration.ofMinutes(1));
            assertThat(client.whoHas(futures).values()).contains(List.of(leaving));

            client.workerControl().retire(List.of(leaving));

            assertThat(client.workers()).extracting(WorkerLine::name).hasSize(1).doesNotContain(leaving);
            assertThat(client.gather(futures)).contains(itsProcess);
            assertThatThrownBy(() -> client.workerControl().retire(List.of("nobody")))
                    .hasMessageContaining("no worker has the name nobody");
            assertThatThrownBy(() -> client.workerControl()
                            .retire(client.workers().stream()
                                    .map(WorkerLine::name)
                                    .toList()))
                    .hasMessageContaining("no running worker can take over the result");
        }
    }
}
