package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.RemoteFuture;
import io.quern.core.error.TaskOutOfMemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that allocate more than their worker's heap has.
@Timeout(180)
class OutOfMemoryIT {
    private static final long MEMORY_BYTES = 512L << 20;

    /// What a task may hold while it is alone; two at a time are more than the heap has.
    private static final int HALF_BYTES = 130 << 20;

    private static int fill(int bytes) {
        byte[][] pieces = new byte[bytes >> 20][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new byte[1 << 20];
        }
        return pieces.length;
    }

    private static int fillDirectly(int bytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int i = 0; i < bytes >> 20; i++) {
            pieces.add(ByteBuffer.allocateDirect(1 << 20));
        }
        return pieces.size();
    }

    @Test
    void taskThatIsTooLargeForItsWorkerFailsByNameAndOthersGoOn() {
        try (Cluster cluster = ProcessCluster.start(ProcessClusterOptions.of(1, MEMORY_BYTES))) {
            Client client = cluster.client();
            RemoteFuture<Integer> held = client.submit(() -> 7);
            held.join();
            RemoteFuture<Integer> tooLarge = client.submit(() -> fill(1 << 30));
            List<RemoteFuture<Integer>> others =
                    client.map(i -> i, IntStream.range(0, 50).boxed().toList());

            assertThatThrownBy(tooLarge::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("ran out of memory: Java heap space")
                    .hasMessageContaining("Give the worker more worker.memory")
                    .hasCauseInstanceOf(TaskOutOfMemoryException.class);
            assertThat(client.gather(others)).hasSize(50);
            assertThat(held.join()).isEqualTo(7);
        }
    }

    /// The JVM does not end itself for want of these: the error is thrown by code of the JDK.
    @Test
    void taskThatTakesAllDirectBuffersFailsByNameAndOthersGoOn() {
        try (Cluster cluster = ProcessCluster.start(ProcessClusterOptions.of(1, MEMORY_BYTES))) {
            Client client = cluster.client();
            RemoteFuture<Integer> held = client.submit(() -> 7);
            held.join();
            RemoteFuture<Integer> tooMany = client.submit(() -> fillDirectly(1 << 30));

            assertThatThrownBy(tooMany::join)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("direct buffer memory")
                    .hasMessageContaining("Give the worker more worker.memory")
                    .hasCauseInstanceOf(TaskOutOfMemoryException.class);
            List<RemoteFuture<Integer>> others =
                    client.map(i -> i, IntStream.range(0, 50).boxed().toList());
            assertThat(client.gather(others)).hasSize(50);
            assertThat(held.join()).isEqualTo(7);
        }
    }

    @Test
    void tasksThatFitAloneFinishAloneThoughTogetherTheyAreTooLarge() {
        try (Cluster cluster = ProcessCluster.start(ProcessClusterOptions.of(1, MEMORY_BYTES))) {
            List<Integer> filled = cluster.client()
                    .gather(cluster.client()
                            .map(
                                    _ -> fill(HALF_BYTES),
                                    IntStream.range(0, 6).boxed().toList()));
            assertThat(filled).hasSize(6).containsOnly(130);
        }
    }
}
