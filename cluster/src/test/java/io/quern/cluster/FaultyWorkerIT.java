package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.Client;
import io.quern.client.options.Options;
import io.quern.core.message.Answer.WorkerLine;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A worker process that lacks a native library which the other one has.
@Timeout(120)
class FaultyWorkerIT {
    private static long pid() {
        return ProcessHandle.current().pid();
    }

    @SuppressWarnings("restricted") // It is not there, so nothing native is called.
    private static long loadLibrary(long faulty) {
        if (pid() == faulty) {
            System.loadLibrary("quern-is-not-there");
        }
        return pid();
    }

    /// Once it has registered.
    private static long pidOf(Client client, String worker) {
        return client.with(Options.create().workers(worker).strict())
                .submit(FaultyWorkerIT::pid)
                .join();
    }

    @Test
    void jobFinishesElsewhereAndTheWorkerIsExcludedVisibly() {
        try (Cluster cluster = ProcessCluster.start(ProcessClusterOptions.of(2, 400L << 20))) {
            Client client = cluster.client();
            long faulty = pidOf(client, "worker-0");
            assertThat(pidOf(client, "worker-1")).as("there is another one").isNotEqualTo(faulty);

            List<Long> ranIn = client.gather(client.map(
                    _ -> loadLibrary(faulty), IntStream.range(0, 40).boxed().toList()));

            assertThat(ranIn).hasSize(40).doesNotContain(faulty);
            assertThat(client.workers())
                    .extracting(WorkerLine::status)
                    .containsExactlyInAnyOrder("running", "excluded: tasks failed there that went well elsewhere");
            List<Long> after = client.gather(
                    client.map(_ -> pid(), IntStream.range(40, 60).boxed().toList()));
            assertThat(after).hasSize(20).doesNotContain(faulty);
            client.workerControl()
                    .resume(client.workers().stream().map(WorkerLine::name).toList());
            assertThat(client.workers()).extracting(WorkerLine::status).containsOnly("running");
        }
    }
}
