package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.JobFailedException;
import io.quern.client.ProgressListener;
import io.quern.client.RunningJob;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ProcessClusterIT {
    private static final long MEMORY_BYTES = 512L << 20;

    @Test
    void tasksRunInOtherProcessesAndNoneIsLeftBehind() {
        try (Cluster cluster = Cluster.processes(2, MEMORY_BYTES)) {
            RunningJob sum = cluster.submit(TestJobs.sum(cluster.newJobId(), 200), ProgressListener.NONE);
            assertThat(sum.await().stage(1)).containsExactly(19_900);
            RunningJob pid = cluster.submit(
                    TestJobs.single(
                            cluster.newJobId(),
                            (_, _, _) -> ProcessHandle.current().pid()),
                    ProgressListener.NONE);
            assertThat(pid.await().stage(0))
                    .doesNotContain(ProcessHandle.current().pid());
            assertThat(workers()).hasSize(2);
        }
        assertThat(workers()).isEmpty();
    }

    @Test
    void nothingOfItCanBeReachedFromAnotherMachine() throws IOException {
        try (Cluster cluster = Cluster.processes(1, MEMORY_BYTES)) {
            assertThat(cluster.client().submit(() -> 42).join()).isEqualTo(42);
            List<ProcessHandle> processes = new ArrayList<>(workers());
            processes.add(ProcessHandle.current());
            for (ProcessHandle process : processes) {
                assertThat(ListeningSockets.of(process.pid()))
                        .as("addresses at which process %d listens", process.pid())
                        .isNotEmpty()
                        .allMatch(InetAddress::isLoopbackAddress);
            }
        }
    }

    @Test
    void aKilledWorkerIsReplacedAndItsTaskRunsAgain() throws InterruptedException {
        AtomicReference<Long> victim = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        try (Cluster cluster = Cluster.processes(1, MEMORY_BYTES)) {
            RunningJob job = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, context) -> {
                        if (context.run().attempt() == 1) {
                            new CountDownLatch(1).await();
                        }
                        return "attempt " + context.run().attempt();
                    }),
                    stages -> {
                        if (stages.getFirst().executing() == 1 && victim.get() == null) {
                            victim.set(workers().getFirst().pid());
                            started.countDown();
                        }
                    });
            started.await();
            assertThat(ProcessHandle.of(victim.get())).hasValueSatisfying(ProcessHandle::destroyForcibly);
            assertThat(job.await().stage(0)).containsExactly("attempt 2");
        }
    }

    @Test
    void aTaskThatEndsItsWorkersFailsAndSaysHowTheyEnded() {
        try (Cluster cluster = Cluster.processes(1, MEMORY_BYTES)) {
            RunningJob job = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, _) -> {
                        System.err.println("attempting the impossible");
                        Runtime.getRuntime().halt(9);
                        return null;
                    }),
                    ProgressListener.NONE);
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining(
                            "3 workers died while they ran task single-0.0: worker-0, worker-0, worker-0; "
                                    + "worker-0 ended with exit code 9; it is not tried again")
                    .satisfies(failed -> assertThat(
                                    ((JobFailedException) failed).failure().causes())
                            .anySatisfy(cause ->
                                    assertThat(cause.frames()).contains("[single-0.0] attempting the impossible")));
        }
    }

    /// Exit codes that mean success or misuse to others are a death like any other when a task's code chooses them.
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void aWorkerThatATaskExitsIsStartedAgain(int code) {
        try (Cluster cluster = Cluster.processes(1, MEMORY_BYTES)) {
            RunningJob exits = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, context) -> {
                        if (context.run().attempt() == 1) {
                            System.exit(code);
                        }
                        return "attempt " + context.run().attempt();
                    }),
                    ProgressListener.NONE);
            assertThat(exits.await().stage(0)).containsExactly("attempt 2");
        }
    }

    @Test
    void whatATaskThrowsInAnotherProcessReachesTheProgram() {
        try (Cluster cluster = Cluster.processes(1, MEMORY_BYTES)) {
            RunningJob job = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, _) -> {
                        throw new NumberFormatException("For input string: \"12,5\"");
                    }),
                    ProgressListener.NONE);
            assertThatThrownBy(job::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("12,5")
                    .hasMessageContaining("worker-0");
        }
    }

    @Test
    void tooLittleMemoryIsRefusedBeforeAnythingStarts() {
        assertThatThrownBy(() -> Cluster.processes(1, 100L << 20))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("255MiB");
        assertThat(workers()).isEmpty();
    }

    /// This JVM has no other children.
    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }
}
