package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.ProgressListener;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.RemoteFuture;
import io.quern.client.graph.TaskGraph;
import io.quern.client.options.Options;
import io.quern.core.message.Answer.WorkerLine;
import io.quern.core.runtime.SystemClock;
import io.quern.core.runtime.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a program is done with is forgotten by everybody: its client, the scheduler and the worker, which are
/// all in this JVM. `NothingIsKeptTest` says the same of the scheduler's tables, one by one.
@Timeout(120)
class MemoryReturnsTest {
    private static final int JOBS = 1_000;
    private static final int TASKS = 20;

    /// After so many jobs what has a limit is full: logs of steps, pools, caches of the JVM's own.
    private static final int FIRST_JOBS = 500;

    /// Less than a small object for each job, let alone for each task.
    private static final long GROWTH_BYTES_MAX = 100L * JOBS;

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Waiting waiting = new Waiting(new SystemClock());

    @Test
    void theHeapReturnsToItsStartAfterAThousandJobs() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(2)) {
            run(cluster, 0, FIRST_JOBS);
            long start = liveBytes();
            run(cluster, FIRST_JOBS, FIRST_JOBS + JOBS);
            AtomicLong growth = new AtomicLong();
            boolean hasReturned = waiting.until(
                    () -> {
                        growth.set(liveBytes() - start);
                        return growth.get() <= GROWTH_BYTES_MAX;
                    },
                    LONGEST);
            assertThat(hasReturned)
                    .as("the heap has grown by %d bytes in %d jobs", growth.get(), JOBS)
                    .isTrue();
        }
    }

    private static long liveBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// Jobs of every kind, one of them after the other.
    private void run(LocalCluster cluster, int from, int to) throws InterruptedException {
        Client client = cluster.client();
        for (int job = from; job < to; job++) {
            switch (job % 5) {
                case 0 -> futures(client);
                case 1 -> graph(client, job);
                case 2 -> stages(cluster);
                case 3 -> failing(client);
                default -> named(client, job);
            }
        }
        assertThat(waiting.until(
                        () -> client.workers().stream()
                                        .mapToInt(WorkerLine::results)
                                        .sum()
                                == 0,
                        LONGEST))
                .as("nothing is held")
                .isTrue();
    }

    private static void futures(Client client) {
        List<RemoteFuture<Integer>> squares =
                client.map(x -> x * x, IntStream.range(0, TASKS).boxed().toList());
        try (RemoteFuture<Integer> sum =
                client.combine(all -> all.stream().mapToInt(x -> x).sum(), squares)) {
            squares.forEach(RemoteFuture::close);
            assertThat(sum.join()).isEqualTo(2_470);
        }
    }

    private static void graph(Client client, int job) {
        TaskGraph graph = TaskGraph.builder()
                .value("one", 1)
                .task("two", in -> in.<Integer>get(0) + 1, "one")
                .task("three", in -> in.<Integer>get(0) + in.<Integer>get(1), "one", "two")
                .build();
        assertThat(client.with(Options.create().key("graph-" + job)).compute(graph))
                .isEqualTo(Map.of("three", 3));
    }

    private static void stages(LocalCluster cluster) {
        assertThat(cluster.submit(TestJobs.sum(cluster.newJobId(), TASKS), ProgressListener.NONE)
                        .await()
                        .stage(1))
                .containsExactly(190);
    }

    private static void failing(Client client) {
        try (RemoteFuture<Integer> bad = client.submit(Integer::parseInt, "12,5");
                RemoteFuture<Integer> after = bad.thenApply(x -> x + 1)) {
            assertThatThrownBy(after::join).isInstanceOf(RemoteTaskException.class);
        }
    }

    private static void named(Client client, int job) {
        try (RemoteFuture<String> text = client.submit(String::valueOf, (Object) job)) {
            client.publish("name-" + job, text);
        }
        try (RemoteFuture<String> attached = client.attach("name-" + job, String.class)) {
            client.unpublish("name-" + job);
            assertThat(attached.join()).isEqualTo(String.valueOf(job));
        }
    }
}
