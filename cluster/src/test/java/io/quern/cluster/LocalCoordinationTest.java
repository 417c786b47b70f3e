package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.Client;
import io.quern.client.ProgressListener;
import io.quern.client.RunningJob;
import io.quern.client.coordination.Coordination;
import io.quern.client.coordination.DistributedEvent;
import io.quern.client.coordination.DistributedSemaphore;
import io.quern.client.coordination.HeldLease;
import io.quern.client.coordination.HolderScope;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.JobId;
import io.quern.core.task.TaskContext;
import io.quern.core.task.TaskFunction;
import io.quern.core.task.TaskInputs;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("ThreadPriorityCheck") // Only what others may do meanwhile is given time, nothing relies on it.
@Timeout(60)
class LocalCoordinationTest {
    /// Reached by tasks through their class: embedded tasks share the program's JVM.
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private static volatile Coordination shared;

    private final LocalCluster cluster = LocalCluster.start(4);

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void tasksCountUnderALockWithoutLosingOne() {
        COUNTER.set(0);
        shared = cluster.coordination();
        TaskFunction<Void> counting = (Void _, TaskInputs _, TaskContext _) -> {
            try (HolderScope scope = shared.openHolder()) {
                HeldLease _ = scope.coordination().lock("counter").acquire();
                int before = COUNTER.get();
                Thread.yield();
                COUNTER.set(before + 1);
                return null;
            }
        };
        RunningJob job = cluster.submit(tasks(cluster.newJobId(), 60, counting), ProgressListener.NONE);
        job.await();
        assertThat(COUNTER).hasValue(60);
        assertThat(cluster.coordination().objects()).isEmpty();
    }

    private static JobSpec tasks(JobId id, int count, TaskFunction<Void> task) {
        StageSpec stage =
                new StageSpec(0, "count", count, false, List.of(), TestJobs.FUNCTIONS.serialize(task), List.of());
        return new JobSpec(id, "count", List.of(stage), List.of(0));
    }

    @Test
    void aTaskThatWaitsForAnotherGivesItsSlotToIt() {
        TaskFunction<Void> meeting = (Void _, TaskInputs _, TaskContext context) -> {
            try (Client client = Client.ofTask()) {
                DistributedEvent event = client.coordination().event("go");
                if (context.run().task().partition() > 0) {
                    event.set();
                }
                event.await();
                return null;
            }
        };
        try (LocalCluster narrow = LocalCluster.start(1)) {
            RunningJob job = narrow.submit(tasks(narrow.newJobId(), 2, meeting), ProgressListener.NONE);
            assertThat(job.await().stage(0)).hasSize(2);
        }
    }

    @Test
    void whatATaskHoldsEndsWithItsClient() throws InterruptedException {
        TaskFunction<Void> careless = (Void _, TaskInputs _, TaskContext _) -> {
            try (Client client = Client.ofTask()) {
                HeldLease _ = client.coordination().lock("file").acquire();
                return null;
            }
        };
        cluster.submit(tasks(cluster.newJobId(), 3, careless), ProgressListener.NONE)
                .await();
        try (HeldLease lease = cluster.coordination().lock("file").acquire()) {
            assertThat(lease.isHeld()).isTrue();
        }
    }

    @Test
    void whatATaskHoldsEndsWithItWhereItClosesNoClient() throws InterruptedException {
        TaskFunction<Void> careless = (Void _, TaskInputs _, TaskContext _) -> {
            HeldLease _ = Client.ofTask().coordination().lock("file").acquire();
            return null;
        };
        cluster.submit(tasks(cluster.newJobId(), 3, careless), ProgressListener.NONE)
                .await();
        try (HeldLease lease = cluster.coordination().lock("file").acquire()) {
            assertThat(lease.isHeld()).isTrue();
        }
    }

    @Test
    void neverMoreThreadsThanLeasesAreInside() throws Exception {
        DistributedSemaphore semaphore = cluster.coordination().semaphore("db", 3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = IntStream.range(0, 200)
                    .mapToObj(_ -> threads.<Void>submit(() -> {
                        try (HeldLease _ = semaphore.acquire()) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.yield();
                            inside.decrementAndGet();
                            return null;
                        }
                    }))
                    .toList();
            for (Future<Void> one : all) {
                one.get();
            }
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(cluster.coordination().objects()).isEmpty();
    }

    @Test
    void oneSettingWakesThousandsOfVirtualThreads() throws Exception {
        DistributedEvent event = cluster.coordination().event("go");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = IntStream.range(0, 5_000)
                    .mapToObj(_ -> threads.<Void>submit(() -> {
                        event.await();
                        return null;
                    }))
                    .toList();
            event.set();
            for (Future<Void> one : all) {
                one.get();
            }
        }
        assertThat(event.isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void aThreadThatReleasesWhatItDoesNotHoldIsToldSo() {
        assertThatThrownBy(() -> cluster.coordination().lock("file").unlock())
                .hasMessageStartingWith("lock file: 1 cannot be released by a holder of 0");
    }
}
