package io.quern.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.current.CurrentTask;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerMessage.TaskBlocked;
import io.quern.core.message.WorkerMessage.TaskStarted;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.core.message.WorkerMessage.TaskUnblocked;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.TaskFunction;
import io.quern.core.transport.Connection;
import io.quern.core.transport.local.LocalTransport;
import io.quern.core.value.Functions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that wait for other tasks, on a worker of one thread.
@Timeout(60)
class NestedTaskTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final ClassLoader LOADER = NestedTaskTest.class.getClassLoader();

    private final LocalTransport transport = new LocalTransport();
    private final FakeScheduler scheduler = new FakeScheduler(transport, "local://scheduler");

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void parentWaitsWithoutASlotAndGoesOnAfterItsChild() throws InterruptedException {
        try (WorkerServer _ = start()) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(
                    stream,
                    function(0, (_, _, _) -> {
                        Signals.CHILD_ENDED.drainPermits();
                        CurrentTask task = CurrentTask.get().orElseThrow();
                        return task.blocked(() -> {
                            Signals.CHILD_ENDED.acquire();
                            return "after the child";
                        });
                    }),
                    function(1, (_, _, _) -> {
                        Signals.CHILD_ENDED.release();
                        return null;
                    }),
                    assign(0));
            assertThat(scheduler.next(TaskStarted.class).run()).isEqualTo(run(0));
            assertThat(scheduler.next(TaskBlocked.class).run()).isEqualTo(run(0));

            FakeScheduler.tell(stream, assign(1));
            assertThat(scheduler.next(TaskStarted.class).run()).isEqualTo(run(1));
            assertThat(scheduler.next(TaskSucceeded.class).run()).isEqualTo(run(1));
            assertThat(scheduler.next(TaskUnblocked.class).run()).isEqualTo(run(0));
            assertThat(scheduler.next(TaskSucceeded.class).run()).isEqualTo(run(0));
        }
    }

    @Test
    void cancelEndsTheWaitAndFreesTheWorker() throws InterruptedException {
        try (WorkerServer _ = start()) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(
                    stream,
                    function(
                            0,
                            (_, _, _) -> CurrentTask.get().orElseThrow().blocked(() -> {
                                new CountDownLatch(1).await();
                                return null;
                            })),
                    function(1, (_, _, _) -> "ran"),
                    assign(0));
            scheduler.next(TaskStarted.class);
            scheduler.next(TaskBlocked.class);

            FakeScheduler.tell(stream, new CancelRun(run(0)), assign(1));
            assertThat(scheduler.next(TaskStarted.class).run()).isEqualTo(run(1));
            assertThat(scheduler.next(TaskSucceeded.class).run()).isEqualTo(run(1));
        }
    }

    @Test
    void taskOpensAStreamOfAClientWithTheCredentialsOfItsWorker() throws InterruptedException {
        try (WorkerServer _ = start()) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(
                    stream,
                    function(0, (_, _, context) -> {
                        CurrentTask task = CurrentTask.get().orElseThrow();
                        Connection client = task.cluster()
                                .transport()
                                .connect(task.cluster().schedulerAddress(), Role.CLIENT, new FakeScheduler.Deaf());
                        client.close("seen");
                        context.count("tasks", task.context().run().equals(context.run()) ? 1 : 0);
                        return null;
                    }),
                    assign(0));
            scheduler.next(TaskStarted.class);

            assertThat(scheduler.next(TaskSucceeded.class).counters()).containsEntry("tasks", 1L);
        }
    }

    private WorkerServer start() {
        WorkerOptions options = WorkerOptions.of("w", 1, 1 << 30, scheduler.address(), "local://");
        return WorkerServer.start(options, transport, LOADER, new SystemClock());
    }

    private static DefineFunction function(int stage, TaskFunction<Object> function) {
        return new DefineFunction(
                JOB, stage, 0, "stage-" + stage, 1, Functions.of(LOADER).serialize(function));
    }

    private static AssignTask assign(int stage) {
        return new AssignTask(run(stage), 0, 1, Payload.EMPTY, List.of());
    }

    private static RunId run(int stage) {
        return new RunId(new TaskKey(JOB, stage, 0), 1);
    }

    /// Functions are serialised: what they share with each other is static.
    private static final class Signals {
        static final Semaphore CHILD_ENDED = new Semaphore(0);
    }
}
