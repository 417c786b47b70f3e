package io.quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.JobFailedException;
import io.quern.client.ProgressListener;
import io.quern.client.RunningJob;
import io.quern.core.error.QuernException;
import io.quern.core.message.ClientNotice.StageProgress;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalClusterTest {
    /// Reached by the task's lambda through its class: embedded tasks share the program's JVM.
    private static final CountDownLatch STARTED = new CountDownLatch(1);

    @Test
    void aTreeOfTasksGivesItsResultAndItsProgress() {
        List<List<StageProgress>> seen = new CopyOnWriteArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(2)) {
            RunningJob job = cluster.submit(TestJobs.sum(cluster.newJobId(), 100), seen::add);
            assertThat(job.await().stage(1)).containsExactly(4950);
        }
        assertThat(seen.getLast()).extracting(StageProgress::finished).containsExactly(100, 16);
    }

    @Test
    void aJobThatPlansItselfGivesWhatItsLastPlannerNamed() {
        List<List<StageProgress>> seen = new CopyOnWriteArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(2)) {
            RunningJob job = cluster.submit(TestJobs.plannedSum(cluster.newJobId(), 100), seen::add);
            assertThat(job.await().stage(1)).containsExactly(4950);
        }
        assertThat(seen.getLast()).extracting(StageProgress::name).containsExactly("read", "plan", "plan-100", "sum");
    }

    @Test
    void jobsFollowOneAnotherAndRunSideBySide() {
        try (LocalCluster cluster = LocalCluster.start(3)) {
            for (int round = 1; round < 30; round++) {
                RunningJob first = cluster.submit(TestJobs.sum(cluster.newJobId(), round), ProgressListener.NONE);
                RunningJob second = cluster.submit(TestJobs.sum(cluster.newJobId(), 64), ProgressListener.NONE);
                assertThat(second.await().stage(1)).containsExactly(2016);
                assertThat(first.await().stage(1)).containsExactly(round * (round - 1) / 2);
            }
        }
    }

    @Test
    void aFailingTaskFailsItsJobWithTheTaskNamedAndTheClusterGoesOn() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            RunningJob failing = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, _) -> {
                        throw new NumberFormatException("For input string: \"12,5\"");
                    }),
                    ProgressListener.NONE);
            assertThatThrownBy(failing::await)
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("12,5")
                    .hasMessageContaining("single[0]");
            RunningJob next = cluster.submit(TestJobs.sum(cluster.newJobId(), 10), ProgressListener.NONE);
            assertThat(next.await().stage(1)).containsExactly(45);
        }
    }

    @Test
    void cancellingInterruptsTheRunningTask() throws InterruptedException {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            RunningJob job = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, _) -> {
                        STARTED.countDown();
                        new CountDownLatch(1).await();
                        return null;
                    }),
                    ProgressListener.NONE);
            STARTED.await();
            job.cancel();
            assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
            RunningJob next = cluster.submit(TestJobs.sum(cluster.newJobId(), 10), ProgressListener.NONE);
            assertThat(next.await().stage(1)).containsExactly(45);
        }
    }

    @Test
    void aDefectOfTheWorkerEndsTheJobsInsteadOfLeavingThemWaiting() {
        try (LocalCluster cluster = LocalCluster.start(1)) {
            RunningJob job = cluster.submit(
                    TestJobs.single(cluster.newJobId(), (_, _, _) -> {
                        // Nobody has business with that thread, so an interrupt counts as a defect.
                        threads("quern-worker local").forEach(Thread::interrupt);
                        new CountDownLatch(1).await();
                        return null;
                    }),
                    ProgressListener.NONE);
            assertThatThrownBy(job::await)
                    .isInstanceOf(QuernException.class)
                    .hasMessageStartingWith("the worker inside this program failed: ");
        }
        assertThat(threads("quern-")).isEmpty();
    }

    @Test
    void aClusterThatCannotBeStartedLeavesNoThreads() {
        assertThatThrownBy(() -> LocalCluster.start(0)).hasMessageContaining("needs at least one thread, got 0");
        assertThat(threads("quern-")).isEmpty();
    }

    /// Platform threads alone.
    static List<Thread> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }
}
