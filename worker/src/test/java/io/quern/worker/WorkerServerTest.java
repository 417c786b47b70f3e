package io.quern.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction.AnswerCommit;
import io.quern.core.message.WorkerInstruction.AssignTask;
import io.quern.core.message.WorkerInstruction.CancelRun;
import io.quern.core.message.WorkerInstruction.DefineFunction;
import io.quern.core.message.WorkerInstruction.DropResults;
import io.quern.core.message.WorkerInstruction.StopWorker;
import io.quern.core.message.WorkerMessage.AskCommit;
import io.quern.core.message.WorkerMessage.Heartbeat;
import io.quern.core.message.WorkerMessage.InputLost;
import io.quern.core.message.WorkerMessage.OfferResults;
import io.quern.core.message.WorkerMessage.OfferedResult;
import io.quern.core.message.WorkerMessage.PredecessorDied;
import io.quern.core.message.WorkerMessage.ReplicaAdded;
import io.quern.core.message.WorkerMessage.TaskFailed;
import io.quern.core.message.WorkerMessage.TaskStarted;
import io.quern.core.message.WorkerMessage.TaskSucceeded;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.TaskFunction;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.FetchSink;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.Transport;
import io.quern.core.transport.local.LocalTransport;
import io.quern.core.value.Functions;
import io.quern.worker.code.JobCodes;
import io.quern.worker.nanny.Predecessor;
import io.quern.worker.output.TaskOutputs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerServerTest {
    private static final JobId JOB = new JobId(1, 2);
    private static final ClassLoader LOADER = WorkerServerTest.class.getClassLoader();

    private final LocalTransport transport = new LocalTransport();
    private final FakeScheduler scheduler = new FakeScheduler(transport, "local://scheduler");

    @AfterEach
    void close() {
        transport.close();
    }

    @Test
    void registersAndBeats() throws InterruptedException {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            worker.awaitRegistered();
            scheduler.nextRegistered();
            assertThat(scheduler.next(Heartbeat.class)).isEqualTo(new Heartbeat(0, 0, 0));
        }
        scheduler.awaitClosed();
    }

    @Test
    void runsWhatItIsAssignedAndServesTheResult() throws Exception {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(stream, stage(0, (_, _, _) -> "made"), assign(run(0)));

            assertThat(scheduler.next(TaskStarted.class).run()).isEqualTo(run(0));
            TaskSucceeded succeeded = scheduler.next(TaskSucceeded.class);
            assertThat(fetch(worker.dataAddress(), run(0))).isEqualTo(new HeldResult("made", succeeded.sizeBytes()));

            FakeScheduler.tell(stream, new DropResults(List.of(run(0))), assign(run(1)));
            scheduler.next(TaskStarted.class);
            assertThatThrownBy(() -> fetch(worker.dataAddress(), run(0)))
                    .hasStackTraceContaining(run(0) + " is not held");
        }
    }

    @Test
    void fetchesInputsFromPeers() throws Exception {
        try (WorkerServer maker = start("maker", Duration.ofSeconds(30))) {
            Connection first = scheduler.nextRegistered();
            FakeScheduler.tell(first, stage(0, (_, _, _) -> 20), assign(run(0)));
            scheduler.next(TaskStarted.class);
            TaskSucceeded made = scheduler.next(TaskSucceeded.class);

            try (WorkerServer user = start("user", Duration.ofSeconds(30))) {
                Connection second = scheduler.nextRegistered();
                RunId sum = new RunId(new TaskKey(JOB, 1, 0), 1);
                Holder holder = new Holder(new WorkerId(1), maker.dataAddress());
                ResultLocation input = new ResultLocation(run(0), made.sizeBytes(), List.of(holder));
                FakeScheduler.tell(
                        second,
                        stage(1, (_, inputs, _) -> (Integer) inputs.single() + 1),
                        new AssignTask(sum, 0, 1, Payload.EMPTY, List.of(List.of(input))));

                assertThat(scheduler.next(ReplicaAdded.class).result()).isEqualTo(run(0));
                scheduler.next(TaskStarted.class);
                scheduler.next(TaskSucceeded.class);
                assertThat(fetch(user.dataAddress(), sum).value()).isEqualTo(21);

                RunId lost = new RunId(new TaskKey(JOB, 1, 1), 1);
                ResultLocation nowhere = new ResultLocation(run(9), 1, List.of(holder));
                FakeScheduler.tell(second, new AssignTask(lost, 0, 1, Payload.EMPTY, List.of(List.of(nowhere))));
                assertThat(scheduler.next(InputLost.class)).isEqualTo(new InputLost(lost, run(9), new WorkerId(1)));
            }
        }
    }

    @Test
    void tellsOnceHowTheProcessBeforeItDied() throws Exception {
        WorkerOptions options = options("a", scheduler.address(), Duration.ofSeconds(30));
        Predecessor killed = new Predecessor("was killed by SIGKILL (exit code 137)", false, List.of("Killed"));
        SystemClock clock = new SystemClock();
        TaskOutputs outputs = TaskOutputs.uncaptured("a", clock);
        try (WorkerServer _ =
                WorkerServer.start(options, transport, JobCodes.ofThisProcess(LOADER), outputs, clock, killed)) {
            Connection first = scheduler.nextRegistered();
            assertThat(scheduler.next(PredecessorDied.class))
                    .isEqualTo(new PredecessorDied(killed.exit(), false, killed.lastErrorLines()));

            first.close("test");
            scheduler.awaitClosed();

            Connection second = scheduler.nextRegistered();
            FakeScheduler.tell(second, stage(0, (_, _, _) -> "made"), assign(run(0)));
            scheduler.next(TaskStarted.class);
        }
    }

    @Test
    void commitIsAskedForAndAnswered() throws Exception {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(stream, stage(0, (_, _, context) -> context.awaitCommitGrant()), assign(run(0)));
            scheduler.next(TaskStarted.class);
            assertThat(scheduler.next(AskCommit.class).run()).isEqualTo(run(0));

            FakeScheduler.tell(stream, new AnswerCommit(run(0), true));

            scheduler.next(TaskSucceeded.class);
            assertThat(fetch(worker.dataAddress(), run(0)).value()).isEqualTo(true);
        }
    }

    @Test
    void cancelledRunFreesItsSlotAndSaysNothing() throws Exception {
        try (WorkerServer _ = start("a", Duration.ofSeconds(30))) {
            Connection stream = scheduler.nextRegistered();
            FakeScheduler.tell(
                    stream,
                    stage(0, (_, _, context) -> context.awaitCommitGrant()),
                    stage(1, (_, _, _) -> {
                        throw new IllegalStateException("no");
                    }),
                    assign(run(0)));
            scheduler.next(TaskStarted.class);
            scheduler.next(AskCommit.class);

            RunId after = new RunId(new TaskKey(JOB, 1, 0), 1);
            FakeScheduler.tell(stream, new CancelRun(run(0)), assign(after));

            assertThat(scheduler.next(TaskStarted.class).run()).isEqualTo(after);
            assertThat(scheduler.next(TaskFailed.class).failure().summary()).isEqualTo("no (task stage-1[0] on a)");
        }
    }

    @Test
    void brokenStreamMakesItRegisterAnewAndOfferItsResults() throws Exception {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            Connection first = scheduler.nextRegistered();
            FakeScheduler.tell(first, stage(0, (_, _, _) -> "made"), assign(run(0)));
            scheduler.next(TaskStarted.class);
            scheduler.next(TaskSucceeded.class);

            first.close("test");
            scheduler.awaitClosed();

            Connection second = scheduler.nextRegistered();
            assertThat(second).isNotSameAs(first);
            assertThat(scheduler.next(OfferResults.class).results())
                    .extracting(OfferedResult::run)
                    .containsExactly(run(0));
            assertThat(fetch(worker.dataAddress(), run(0)).value()).isEqualTo("made");
            FakeScheduler.tell(
                    second,
                    new DropResults(List.of(run(0))),
                    stage(0, (_, _, _) -> "made again"),
                    assign(new RunId(run(0).task(), 2)));
            scheduler.next(TaskStarted.class);
            scheduler.next(TaskSucceeded.class);
            assertThatThrownBy(() -> fetch(worker.dataAddress(), run(0))).hasStackTraceContaining("is not held");
        }
    }

    @Test
    void stopsWhenTheSchedulerSaysSo() throws Exception {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            FakeScheduler.tell(scheduler.nextRegistered(), new StopWorker("retired", false));

            assertThat(worker.awaitEnd()).isEqualTo("retired");
            assertThat(worker.isRecycled()).isFalse();
            scheduler.awaitClosed();
        }
    }

    @Test
    void isToBeStartedAnewWhereTheSchedulerSaysSo() throws Exception {
        try (WorkerServer worker = start("a", Duration.ofSeconds(30))) {
            FakeScheduler.tell(scheduler.nextRegistered(), new StopWorker("recycled", true));

            assertThat(worker.awaitEnd()).isEqualTo("recycled");
            assertThat(worker.isRecycled()).isTrue();
        }
    }

    @Test
    void endsWithAnErrorWhereNoSchedulerIsToBeFound() {
        WorkerOptions options = options("a", "local://nowhere", Duration.ofMillis(250));
        try (WorkerServer worker = WorkerServer.start(options, transport, LOADER, new SystemClock())) {
            assertThatThrownBy(worker::awaitRegistered)
                    .isInstanceOf(QuernException.class)
                    .hasMessageStartingWith(
                            "no scheduler at local://nowhere in 250 ms: nobody listens at local://nowhere");
            assertThatThrownBy(worker::awaitEnd).hasMessageContaining("no scheduler at local://nowhere");
        }
    }

    @Test
    void endsWithAnErrorWhereTheSchedulerClosesEveryStream() {
        transport.listen("local://hasty", (connection, _) -> {
            connection.close("not now");
            return new ConnectionListener() {
                @Override
                public void received(Connection from, Message message) {}

                @Override
                public void closed(Connection from, String reason) {}
            };
        });
        WorkerOptions options = options("a", "local://hasty", Duration.ofMillis(250));
        try (WorkerServer worker = WorkerServer.start(options, transport, LOADER, new SystemClock())) {
            assertThatThrownBy(worker::awaitEnd)
                    .hasMessageStartingWith("no scheduler at local://hasty in 250 ms: the stream broke: ");
        }
    }

    @Test
    void closeInterruptsItsRuns() throws Exception {
        WorkerServer worker = start("a", Duration.ofSeconds(30));
        Connection stream = scheduler.nextRegistered();
        FakeScheduler.tell(stream, stage(0, (_, _, context) -> context.awaitCommitGrant()), assign(run(0)));
        scheduler.next(TaskStarted.class);
        scheduler.next(AskCommit.class);

        worker.close();

        assertThat(worker.awaitEnd()).isEqualTo("the worker was stopped");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("quern-task"));
    }

    @Test
    void streamThatOpensAfterTheWorkerWasClosedIsClosedToo() throws Exception {
        GatedTransport gated = GatedTransport.before(transport);
        try (WorkerServer _ = start("a", Duration.ofSeconds(30), gated)) {
            gated.connecting().await();
        }
        gated.gate().countDown();

        scheduler.awaitClosed();
    }

    private WorkerServer start(String name, Duration connectFor) {
        return start(name, connectFor, transport);
    }

    private WorkerServer start(String name, Duration connectFor, Transport transport) {
        WorkerOptions options = options(name, scheduler.address(), connectFor);
        return WorkerServer.start(options, transport, LOADER, new SystemClock());
    }

    private static WorkerOptions options(String name, String schedulerAddress, Duration connectFor) {
        WorkerTimes times = WorkerTimes.DEFAULT
                .withPatience(connectFor, connectFor)
                .withLiveness(Duration.ofMillis(50), WorkerTimes.DEFAULT.schedulerSilenceMax());
        return WorkerOptions.of(name, 1, 1 << 30, schedulerAddress, "local://").withTimes(times);
    }

    private static DefineFunction stage(int stage, TaskFunction<Object> function) {
        return new DefineFunction(
                JOB, stage, 0, "stage-" + stage, 9, Functions.of(LOADER).serialize(function));
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(JOB, 0, partition), 1);
    }

    private static AssignTask assign(RunId run) {
        return new AssignTask(run, 0, 1, Payload.EMPTY, List.of());
    }

    private HeldResult fetch(String dataAddress, RunId result) throws Exception {
        CompletableFuture<HeldResult> outcome = new CompletableFuture<>();
        transport.fetch(dataAddress, result, new FetchSink() {
            @Override
            public void fetched(HeldResult held) {
                outcome.complete(held);
            }

            @Override
            public void absent(String reason) {
                outcome.completeExceptionally(new IllegalStateException(reason));
            }

            @Override
            public void unreachable(String reason) {
                outcome.completeExceptionally(new IllegalStateException(reason));
            }
        });
        return outcome.get(50, TimeUnit.SECONDS);
    }
}
