package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.options.ClientSettings;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.ClientNotice.StageProgress;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.message.Holder;
import io.quern.core.message.ResultLocation;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.FailureReport;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientTest {
    private static final String ADDRESS = "local://scheduler";

    private final LocalTransport transport = new LocalTransport();
    private final Map<RunId, HeldResult> held = new ConcurrentHashMap<>();
    private final ScriptedScheduler scheduler = new ScriptedScheduler(transport, ADDRESS);
    private Client client;
    private Connection connection;

    @BeforeEach
    void connect() throws InterruptedException {
        transport.serve("local://worker", run -> Optional.ofNullable(held.get(run)));
        JobIdSource ids = new JobIdSource(new SystemClock(), new SplittableRandom(1));
        client = Client.connect(transport, ADDRESS, "test", ids);
        connection = scheduler.client();
        assertThat(scheduler.hear(ClientMessage.RegisterClient.class).name()).isEqualTo("test");
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 1, false));
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void resultsAreFetchedInOrderAndTheJobIsReleased() throws InterruptedException {
        RunningJob job = submit(2);
        held.put(run(job, 0, 1), new HeldResult("first", 5));
        held.put(run(job, 1, 3), new HeldResult(null, 0));
        finish(job, location(run(job, 0, 1), "local://worker"), location(run(job, 1, 3), "local://worker"));
        assertThat(job.await().stage(0)).containsExactly("first", null);
        assertThat(scheduler.hear(ClientMessage.ReleaseJob.class).job()).isEqualTo(job.id());
    }

    @Test
    void aResultThatNobodyHoldsIsReportedAndFetchedOnceItIsMadeAgain() throws InterruptedException {
        RunningJob job = submit(2);
        held.put(run(job, 0, 1), new HeldResult("kept", 4));
        finish(job, location(run(job, 0, 1), "local://worker"), location(run(job, 1, 1), "local://dead"));
        ClientMessage.ReportLostResult report = scheduler.hear(ClientMessage.ReportLostResult.class);
        assertThat(report.result()).isEqualTo(run(job, 1, 1));

        held.put(run(job, 1, 2), new HeldResult("again", 5));
        finish(job, location(run(job, 0, 1), "local://worker"), location(run(job, 1, 2), "local://worker"));
        assertThat(job.await().stage(0)).containsExactly("kept", "again");
    }

    @Test
    void everyHolderIsTriedBeforeAResultIsReported() throws InterruptedException {
        RunningJob job = submit(1);
        held.put(run(job, 0, 1), new HeldResult("found", 5));
        Holder dead = new Holder(new WorkerId(1), "local://dead");
        Holder alive = new Holder(new WorkerId(2), "local://worker");
        finish(job, new ResultLocation(run(job, 0, 1), 5, List.of(dead, alive)));
        assertThat(job.await().stage(0)).containsExactly("found");
        scheduler.hear(ClientMessage.ReleaseJob.class);
    }

    @Test
    void aFailedTaskNamesItselfItsWorkerAndItsCause() throws InterruptedException {
        RunningJob job = submit(1);
        scheduler.say(
                connection,
                new ClientNotice.JobFailed(
                        job.id(),
                        FailureReport.of(
                                new NumberFormatException("For input: \"12,5\""), run(job, 0, 1), "parse", "w-3")));
        assertThatThrownBy(job::await).isInstanceOfSatisfying(JobFailedException.class, failed -> {
            assertThat(failed.getMessage().lines())
                    .startsWith("java.lang.NumberFormatException: For input: \"12,5\"")
                    .contains("  in      parse  (task parse[0])", "  ran on  w-3, 1 attempt");
            assertThat(failed).hasCauseExactlyInstanceOf(NumberFormatException.class);
            assertThat(failed.failure().root().type()).isEqualTo("java.lang.NumberFormatException");
        });
    }

    @Test
    void aRefusedJobSaysWhy() throws InterruptedException {
        RunningJob job = submit(1);
        scheduler.say(connection, new ClientNotice.JobRefused(job.id(), "too many tasks"));
        assertThatThrownBy(job::await).isInstanceOf(QuernException.class).hasMessage("too many tasks");
    }

    @Test
    void cancellingAsksTheSchedulerAndItsAnswerEndsTheWait() throws InterruptedException {
        RunningJob job = submit(1);
        job.cancel();
        assertThat(scheduler.hear(ClientMessage.CancelJob.class).job()).isEqualTo(job.id());
        scheduler.say(connection, new ClientNotice.JobCancelled(job.id()));
        assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
    }

    @Test
    void interruptingTheWaitCancelsTheJob() throws InterruptedException {
        RunningJob job = submit(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(scheduler.hear(ClientMessage.CancelJob.class).job()).isEqualTo(job.id());
    }

    @Test
    void aLostSchedulerEndsRunningAndLaterJobsWithItsAddress() throws InterruptedException {
        client.close();
        scheduler.hear(ClientMessage.EndSession.class);
        JobIdSource ids = new JobIdSource(new SystemClock(), new SplittableRandom(2));
        client = Client.connect(
                transport,
                ADDRESS,
                "impatient",
                ids,
                ClientTest.class.getClassLoader(),
                ClientSettings.DEFAULT.withLease(Duration.ZERO),
                new SystemClock());
        connection = scheduler.client();
        scheduler.hear(ClientMessage.RegisterClient.class);
        RunningJob job = submit(1);
        connection.close("going down");
        assertThatThrownBy(job::await)
                .isInstanceOfSatisfying(
                        QuernException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("going down");
        RunningJob later = client.submit(spec(1), ProgressListener.NONE);
        assertThatThrownBy(later::await).hasMessageContaining(ADDRESS);
    }

    @Test
    void jobsGoOnWhenTheStreamComesBack() throws InterruptedException {
        RunningJob accepted = submit(1);
        JobSpec unheard = spec(1);
        RunningJob sent = client.submit(unheard, ProgressListener.NONE);
        scheduler.hear(ClientMessage.SubmitJob.class);
        connection.close("a cable");
        connection = scheduler.client();
        assertThat(scheduler.hear(ClientMessage.RegisterClient.class).name()).isEqualTo("test");
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 1, true));
        assertThat(scheduler.hear(ClientMessage.SubmitJob.class).job()).isEqualTo(unheard);
        held.put(run(accepted, 0, 1), new HeldResult("one", 5));
        held.put(run(sent, 0, 1), new HeldResult("two", 5));
        finish(accepted, location(run(accepted, 0, 1), "local://worker"));
        finish(sent, location(run(sent, 0, 1), "local://worker"));
        assertThat(accepted.await().stage(0)).containsExactly("one");
        assertThat(sent.await().stage(0)).containsExactly("two");
    }

    /// The scheduler may have ended it and forgotten it, and would begin it once more.
    @Test
    void aJobThatIsCancelledIsNotSentAgainAfterABreak() throws InterruptedException {
        RunningJob job = client.submit(spec(1), ProgressListener.NONE);
        scheduler.hear(ClientMessage.SubmitJob.class);
        job.cancel();
        scheduler.hear(ClientMessage.CancelJob.class);
        connection.close("a cable");
        connection = scheduler.client();
        scheduler.hear(ClientMessage.RegisterClient.class);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 1, true));
        assertThat(scheduler.hear(ClientMessage.CancelJob.class).job()).isEqualTo(job.id());
        scheduler.say(connection, new ClientNotice.JobCancelled(job.id()));
        assertThatThrownBy(job::await).isInstanceOf(CancellationException.class);
        scheduler.expectSilence();
    }

    @Test
    void jobsEndWhereTheSchedulerHasForgottenThem() throws InterruptedException {
        RunningJob job = submit(1);
        connection.close("restart");
        connection = scheduler.client();
        scheduler.hear(ClientMessage.RegisterClient.class);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 2, false));
        assertThatThrownBy(job::await)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        lost -> assertThat(lost.isRetryable()).isTrue())
                .hasMessageContaining("has lost this client's session");
    }

    @Test
    void progressReachesTheListener() throws InterruptedException {
        BlockingQueue<List<StageProgress>> seen = new LinkedBlockingQueue<>();
        RunningJob job = client.submit(spec(1), seen::add);
        List<StageProgress> stages = List.of(new StageProgress("read", 1, 1, 0, Map.of("rows-read", 7L)));
        scheduler.say(connection, new ClientNotice.JobProgress(job.id(), stages));
        assertThat(seen.take()).isEqualTo(stages);
    }

    @Test
    void aListenerThatThrowsHarmsNeitherJobNorStream() throws InterruptedException {
        RunningJob job = client.submit(spec(1), _ -> {
            throw new IllegalStateException("the listener's own fault");
        });
        held.put(run(job, 0, 1), new HeldResult("fine", 4));
        scheduler.say(
                connection,
                new ClientNotice.JobProgress(job.id(), List.of(new StageProgress("read", 1, 1, 0, Map.of()))));
        finish(job, location(run(job, 0, 1), "local://worker"));
        assertThat(job.await().stage(0)).containsExactly("fine");
    }

    @Test
    void tasksAreListed() throws Exception {
        RunningJob job = submit(1);
        CompletableFuture<List<TaskLine>> tasks = CompletableFuture.supplyAsync(() -> client.tasks(job.id()));
        ClientMessage.ListTasks question = scheduler.hear(ClientMessage.ListTasks.class);
        TaskLine line = new TaskLine(new TaskKey(job.id(), 0, 0), "read", "processing", 1, "w-1");
        scheduler.say(connection, new ClientNotice.TaskListing(question.request(), List.of(line)));
        assertThat(tasks.get()).containsExactly(line);
    }

    @Test
    void aPlannersResultsAreAsManyAsTheSchedulerNames() throws InterruptedException {
        StageSpec plan = StageSpec.planner(0, "plan", List.of(), Payload.EMPTY);
        JobSpec spec = new JobSpec(client.newJobId(), "planned", List.of(plan), List.of(0));
        RunningJob none = client.submit(spec, ProgressListener.NONE);
        scheduler.hear(ClientMessage.SubmitJob.class);
        scheduler.say(connection, new ClientNotice.JobAccepted(spec.id()));
        scheduler.say(connection, new ClientNotice.JobFinished(spec.id(), List.of(List.of())));
        assertThat(none.await().stage(0)).isEmpty();
        assertThat(scheduler.hear(ClientMessage.ReleaseJob.class).job()).isEqualTo(spec.id());

        RunningJob job = submit(1);
        scheduler.say(connection, new ClientNotice.JobFinished(job.id(), List.of(List.of())));
        assertThatThrownBy(job::await).hasMessageContaining("named [0] results of the stages [0]");
    }

    private RunningJob submit(int partitions) throws InterruptedException {
        JobSpec spec = spec(partitions);
        RunningJob job = client.submit(spec, ProgressListener.NONE);
        assertThat(scheduler.hear(ClientMessage.SubmitJob.class).job()).isEqualTo(spec);
        scheduler.say(connection, new ClientNotice.JobAccepted(job.id()));
        return job;
    }

    private JobSpec spec(int partitions) {
        StageSpec stage = new StageSpec(0, "parse", partitions, true, List.of(), Payload.EMPTY, List.of());
        return new JobSpec(client.newJobId(), "test", List.of(stage), List.of(0));
    }

    private void finish(RunningJob job, ResultLocation... results) {
        scheduler.say(connection, new ClientNotice.JobFinished(job.id(), List.of(List.of(results))));
    }

    private static RunId run(RunningJob job, int partition, int attempt) {
        return new RunId(new TaskKey(job.id(), 0, partition), attempt);
    }

    private static ResultLocation location(RunId run, String address) {
        return new ResultLocation(run, 8, List.of(new Holder(new WorkerId(1), address)));
    }
}
