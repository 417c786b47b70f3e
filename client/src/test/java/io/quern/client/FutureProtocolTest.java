package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.call.RemoteFunction;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.JobIdSource;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Answer;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Holder;
import io.quern.core.message.Question;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.runtime.SystemClock;
import io.quern.core.task.FailureReport;
import io.quern.core.transport.Connection;
import io.quern.core.transport.HeldResult;
import io.quern.core.transport.local.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client says to its scheduler about tasks, and what it makes of the answers.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What is looked at is what travels, not what the futures bring.
class FutureProtocolTest {
    private static final String ADDRESS = "local://scheduler";
    private static final String WORKER = "local://worker";

    private final LocalTransport transport = new LocalTransport();
    private final Map<RunId, HeldResult> held = new ConcurrentHashMap<>();
    private final ScriptedScheduler scheduler = new ScriptedScheduler(transport, ADDRESS);
    private Connection connection;
    private JobId session;
    private Client client;

    FutureProtocolTest() throws InterruptedException {
        transport.serve(WORKER, run -> Optional.ofNullable(held.get(run)));
        connect(ClientSettings.DEFAULT);
    }

    private void connect(ClientSettings settings) throws InterruptedException {
        client = Client.connect(
                transport,
                ADDRESS,
                "test",
                new JobIdSource(new SystemClock(), new SplittableRandom(1)),
                FutureProtocolTest.class.getClassLoader(),
                settings,
                new SystemClock());
        connection = scheduler.client();
        session = scheduler.hear(ClientMessage.RegisterClient.class).session();
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 1, false));
    }

    private void connectAnew(ClientSettings settings) throws InterruptedException {
        client.close();
        scheduler.hear(ClientMessage.EndSession.class);
        connect(settings);
    }

    @AfterEach
    void close() {
        connection.close("the test is over");
        transport.close();
        client.abandon(QuernException.user("the test is over"));
        client.close();
    }

    @Test
    void aSingleTaskIsSentAtOnceAndItsResultFetchedFromAWorker() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(x -> x + 1, 41);
        TaskBatch batch = hearBatch();
        assertThat(batch.stage()).isZero();
        assertThat(batch.size()).isOne();
        assertThat(batch.isWanted(0)).isTrue();
        assertThat(future.status()).isEqualTo(FutureStatus.PENDING);
        accept(batch);
        succeed(future, 0, 0, 42);
        assertThat(future.join()).isEqualTo(42);
        assertThat(future.status()).isEqualTo(FutureStatus.FINISHED);
    }

    @Test
    void tasksGrowTheOpenBatchWhileTheSchedulerIsBehind() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            client.submit(x -> x, i);
        }
        List<TaskBatch> first = hearBatches(4);
        assertThat(first).allMatch(batch -> batch.size() == 1);
        for (int i = 0; i < 10; i++) {
            client.submit(x -> x, i);
        }
        scheduler.expectSilence();
        accept(first.getFirst());
        TaskBatch late = hearBatch();
        assertThat(late.stage()).isEqualTo(4);
        assertThat(late.size()).isEqualTo(10);
        assertThat(late.functions()).hasSize(1);
    }

    @Test
    void mappedValuesThatFitGoTogether() throws InterruptedException {
        client.map(x -> x, IntStream.range(0, 1_000).boxed().toList());
        assertThat(hearBatch().size()).isEqualTo(1_000);
        scheduler.expectSilence();
    }

    @Test
    void batchesAreClosedWhenTheyAreFull() throws InterruptedException {
        byte[] mebibyte = new byte[1 << 20];
        client.map(bytes -> bytes.length, List.of(mebibyte, mebibyte, mebibyte, mebibyte, mebibyte));
        assertThat(hearBatches(2)).extracting(TaskBatch::size).containsExactly(3, 2);
    }

    @Test
    void submittingWaitsWhileTooMuchIsNotAccepted() throws Exception {
        connectAnew(ClientSettings.DEFAULT.withUnacceptedBytesMax(1_000));
        RemoteFuture<Integer> first = client.submit(bytes -> bytes.length, new byte[2_000]);
        TaskBatch batch = hearBatch();
        CompletableFuture<RemoteFuture<Integer>> second =
                CompletableFuture.supplyAsync(() -> client.submit(bytes -> bytes.length, new byte[10]));
        scheduler.expectSilence();
        assertThat(second).isNotDone();
        accept(batch);
        assertThat(second.get().key()).isNotEqualTo(first.key());
        assertThat(hearBatch().stage()).isEqualTo(1);
    }

    @Test
    void interruptedSubmitSaysWhatItWaitedFor() throws Exception {
        connectAnew(ClientSettings.DEFAULT.withUnacceptedBytesMax(1_000));
        client.submit(bytes -> bytes.length, new byte[2_000]);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> client.submit(() -> 1))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the limit is 1000");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void releasesAreToldAsRangesAfterTheirBatch() throws InterruptedException {
        List<RemoteFuture<Integer>> futures =
                client.map(x -> x, IntStream.range(0, 10).boxed().toList());
        accept(hearBatch());
        futures.subList(2, 7).forEach(RemoteFuture::close);
        futures.get(9).close();
        List<TaskRange> released = new ArrayList<>();
        while (released.stream().mapToInt(TaskRange::size).sum() < 6) {
            ClientMessage.ReleaseTasks message = scheduler.hear(ClientMessage.ReleaseTasks.class);
            assertThat(message.job()).isEqualTo(session);
            released.addAll(message.tasks());
        }
        assertThat(released.stream().flatMapToInt(range -> IntStream.range(range.from(), range.to())))
                .containsExactlyInAnyOrder(2, 3, 4, 5, 6, 9);
    }

    @Test
    void unreachableFuturesAreReleased() throws InterruptedException {
        submitAndForget();
        accept(hearBatch());
        ClientMessage.ReleaseTasks release = collectUntilReleased();
        assertThat(release.tasks()).containsExactly(new TaskRange(0, 0, 1));
    }

    private void submitAndForget() {
        client.submit(() -> 1);
    }

    /// Asks for collections until the collector has found the future.
    private ClientMessage.ReleaseTasks collectUntilReleased() throws InterruptedException {
        while (true) {
            System.gc();
            Optional<ClientMessage.ReleaseTasks> heard =
                    scheduler.hearWithin(ClientMessage.ReleaseTasks.class, Duration.ofMillis(100));
            if (heard.isPresent()) {
                return heard.get();
            }
        }
    }

    @Test
    void anInputIsHeldUntilWhatDependsOnItIsSent() throws InterruptedException {
        RemoteFuture<Integer> input = client.submit(() -> 1);
        RemoteFuture<Integer> after = client.apply(x -> x + 1, input);
        input.close();
        assertThat(hearBatch().stage()).isZero();
        TaskBatch dependent = hearBatch();
        assertThat(dependent.inputStage(0)).isZero();
        assertThat(dependent.inputPartition(0)).isZero();
        assertThat(scheduler.hear(ClientMessage.ReleaseTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
        assertThat(after.status()).isEqualTo(FutureStatus.PENDING);
    }

    @Test
    void lostResultsAreReportedAndFetchedFromTheirNewPlace() throws Exception {
        RemoteFuture<String> future = client.submit(() -> "made");
        accept(hearBatch());
        CompletableFuture<String> read = CompletableFuture.supplyAsync(future::join);
        RunId run = new RunId(new TaskKey(session, 0, 0), 1);
        end(new TaskOutcome.Succeeded(location(run, "local://dead")));
        assertThat(scheduler.hear(ClientMessage.ReportLostResult.class).result())
                .isEqualTo(run);
        RunId again = new RunId(run.task(), 2);
        held.put(again, new HeldResult("made", 44));
        end(new TaskOutcome.Succeeded(location(again, WORKER)));
        assertThat(read.get()).isEqualTo("made");
    }

    @Test
    void everyHolderIsTriedBeforeAResultIsReported() throws InterruptedException {
        RemoteFuture<String> future = client.submit(() -> "made");
        accept(hearBatch());
        RunId run = new RunId(new TaskKey(session, 0, 0), 1);
        held.put(run, new HeldResult("made", 44));
        Holder dead = new Holder(new WorkerId(1), "local://dead");
        Holder alive = new Holder(new WorkerId(2), WORKER);
        end(new TaskOutcome.Succeeded(new ResultLocation(run, 8, List.of(dead, alive))));
        assertThat(future.join()).isEqualTo("made");
    }

    @Test
    void cancellingEndsTheFutureHereAtOnceAndTheTaskThere() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        TaskBatch batch = hearBatch();
        assertThat(future.cancel("not needed")).isTrue();
        assertThat(future.cancel("again")).isFalse();
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(future::join)
                .isInstanceOf(CancellationException.class)
                .hasMessage("task " + future.key() + " was cancelled: not needed");
        ClientMessage.CancelTasks cancel = scheduler.hear(ClientMessage.CancelTasks.class);
        assertThat(cancel.tasks()).containsExactly(new TaskRange(0, 0, 1));
        assertThat(cancel.reason()).isEqualTo("not needed");
        accept(batch);
        succeed(future, 0, 0, 1);
        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void cancelledKeyIsReleasedBeforeItIsSubmittedAgain() throws InterruptedException {
        Options key = Options.create().key("total");
        RemoteFuture<Integer> first = client.with(key).submit(() -> 1);
        accept(hearBatch());
        first.cancel("other resources");
        scheduler.hear(ClientMessage.CancelTasks.class);
        RemoteFuture<Integer> second = client.with(key.resource("GPU", 1)).submit(() -> 1);
        assertThat(scheduler.hear(ClientMessage.ReleaseTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
        accept(hearBatch());
        succeed(second, 1, 0, 1);
        assertThat(second.join()).isEqualTo(1);
        assertThat(first.isCancelled()).isTrue();
    }

    @Test
    void equalSubmissionsUnderAKeyShareTheTaskAndDifferentOnesAreRefused() throws InterruptedException {
        Options key = Options.create().key("total");
        RemoteFunction<String, Integer> parse = Integer::parseInt;
        RemoteFuture<Integer> first = client.with(key).submit(parse, "1");
        RemoteFuture<Integer> same = client.with(key).submit(parse, "1");
        assertThatThrownBy(() -> client.with(key).submit(parse, "2"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the key total belongs to another task of this client (parseInt")
                .hasMessageContaining("choose another key");
        accept(hearBatch());
        succeed(first, 0, 0, 1);
        assertThat(same.join()).isEqualTo(1);
        scheduler.expectSilence();
        first.close();
        same.close();
        scheduler.hear(ClientMessage.ReleaseTasks.class);
        client.with(key).submit(parse, "2");
        assertThat(hearBatch().key(0)).isEqualTo("total");
    }

    @Test
    void pureTasksShareOneTaskUntilTheLastHandleIsClosed() throws InterruptedException {
        Options pure = Options.create().pure();
        List<RemoteFuture<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            handles.add(client.with(pure).submit(Integer::parseInt, "7"));
        }
        TaskBatch batch = hearBatch();
        accept(batch);
        assertThat(batch.size()).isOne();
        assertThat(handles).extracting(RemoteFuture::key).containsOnly(batch.key(0));
        succeed(handles.getFirst(), 0, 0, 7);
        handles.get(0).close();
        handles.get(1).close();
        scheduler.expectSilence();
        assertThat(handles.get(2).join()).isEqualTo(7);
        handles.get(2).close();
        scheduler.hear(ClientMessage.ReleaseTasks.class);
        client.with(pure).submit(Integer::parseInt, "7");
        assertThat(hearBatch().key(0)).isEqualTo(batch.key(0));
    }

    @Test
    void refusedBatchFailsItsFuturesWithTheReasonAndIsNotReleased() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        TaskBatch batch = hearBatch();
        scheduler.say(connection, new ClientNotice.BatchRefused(batch.stage(), "too many tasks"));
        assertThatThrownBy(future::join)
                .isInstanceOf(QuernException.class)
                .hasMessage("the scheduler refused: too many tasks");
        assertThat(future.exception()).isPresent();
        future.close();
        scheduler.expectSilence();
        assertThatThrownBy(() -> client.submit(() -> 2).retry()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void givenKeysTravelInBatchesOfTheirOwn() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            client.submit(x -> x, i);
        }
        List<TaskBatch> first = hearBatches(4);
        client.submit(() -> 1);
        client.with(Options.create().key("mine")).submit(() -> 2);
        client.submit(() -> 3);
        first.forEach(this::accept);
        List<TaskBatch> late = hearBatches(3);
        assertThat(late).allMatch(batch -> batch.size() == 1);
        assertThat(late.get(1).key(0)).isEqualTo("mine");
    }

    @Test
    void retryRunsAFailedTaskAgain() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        accept(hearBatch());
        RunId run = new RunId(new TaskKey(session, 0, 0), 1);
        end(new TaskOutcome.Failed(run.task(), FailureReport.of(new IllegalStateException("flaky"), run, "f", "w-1")));
        assertThatThrownBy(future::join).hasMessageContaining("flaky");
        future.retry();
        assertThat(future.status()).isEqualTo(FutureStatus.PENDING);
        assertThat(scheduler.hear(ClientMessage.RetryTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
        succeed(future, 0, 0, 1);
        assertThat(future.join()).isEqualTo(1);
        assertThatThrownBy(future::retry)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("submit it");
    }

    @Test
    void detachingIsTold() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        hearBatch();
        future.detach();
        assertThat(scheduler.hear(ClientMessage.DetachTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheTask() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        hearBatch();
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::join).isInstanceOf(QuernException.class).hasMessageContaining("which goes on");
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
        scheduler.expectSilence();
    }

    @Test
    void timeLimitsSayWhatIsStillPending() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        hearBatch();
        assertThatThrownBy(() -> future.join(Duration.ofMillis(5)))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(future.key())
                .hasMessageContaining("client.explain(");
        assertThatThrownBy(() -> future.get(5, java.util.concurrent.TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void afterABreakWhatIsNotAcceptedIsSentAgainInOrderAndFuturesGoOn() throws InterruptedException {
        RemoteFuture<Integer> known = client.submit(() -> 1);
        accept(hearBatch());
        RemoteFuture<Integer> unheard = client.submit(() -> 2);
        TaskBatch sent = hearBatch();
        known.cancel("changed");
        scheduler.hear(ClientMessage.CancelTasks.class);
        comeBack(true);
        assertThat(hearBatch()).isEqualTo(sent);
        scheduler.hear(ClientMessage.CancelTasks.class);
        accept(sent);
        succeed(unheard, 1, 0, 2);
        assertThat(unheard.join()).isEqualTo(2);
    }

    @Test
    void requestsAreAskedAgainAfterABreak() throws Exception {
        CompletableFuture<List<Answer.WorkerLine>> workers = CompletableFuture.supplyAsync(client::workers);
        ClientMessage.Ask ask = scheduler.hear(ClientMessage.Ask.class);
        comeBack(true);
        assertThat(scheduler.hear(ClientMessage.Ask.class)).isEqualTo(ask);
        scheduler.say(connection, new ClientNotice.Answered(ask.request(), new Answer.WorkersListed(List.of())));
        assertThat(workers.get()).isEmpty();
    }

    @Test
    void forgottenSessionFailsItsFuturesAndAnotherOneBegins() throws InterruptedException {
        RemoteFuture<Integer> old = client.submit(() -> 1);
        accept(hearBatch());
        connection.close("restart");
        connection = scheduler.client();
        scheduler.hear(ClientMessage.RegisterClient.class);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(1), 2, false));
        connection = scheduler.client();
        JobId before = session;
        // On two streams, so in any order.
        List<ClientMessage> told = List.of(scheduler.hear(ClientMessage.class), scheduler.hear(ClientMessage.class));
        assertThat(told).hasAtLeastOneElementOfType(ClientMessage.EndSession.class);
        session = told.stream()
                .filter(ClientMessage.RegisterClient.class::isInstance)
                .map(ClientMessage.RegisterClient.class::cast)
                .findFirst()
                .orElseThrow()
                .session();
        assertThat(session).isNotEqualTo(before);
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 2, false));
        assertThatThrownBy(old::join)
                .isInstanceOfSatisfying(
                        QuernException.class, lost -> assertThat(lost.code()).isEqualTo(ErrorCode.NETWORK))
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("submit the work again");
        RemoteFuture<Integer> next = client.submit(() -> 2);
        TaskBatch batch = hearBatch();
        assertThat(batch.stage()).isZero();
        accept(batch);
        succeed(next, 0, 0, 2);
        assertThat(next.join()).isEqualTo(2);
        old.close();
        scheduler.expectSilence();
    }

    @Test
    void afterTheLeaseFuturesFailWithTheSchedulersAddress() throws InterruptedException {
        connectAnew(ClientSettings.DEFAULT.withLease(Duration.ZERO));
        RemoteFuture<Integer> future = client.submit(() -> 1);
        hearBatch();
        connection.close("going down");
        assertThatThrownBy(future::join)
                .isInstanceOfSatisfying(
                        QuernException.class,
                        lost -> assertThat(lost.isRetryable()).isTrue())
                .hasMessageContaining(ADDRESS)
                .hasMessageContaining("going down");
        assertThatThrownBy(() -> client.submit(() -> 2)).hasMessageContaining(ADDRESS);
        assertThatThrownBy(client::workers).hasMessageContaining(ADDRESS);
    }

    @Test
    void attachedResultsAreHeldAndReleasedByTheirOwnKey() throws InterruptedException {
        TaskKey foreign = new TaskKey(new JobId(7, 8), 3, 4);
        CompletableFuture<RemoteFuture<String>> attached =
                CompletableFuture.supplyAsync(() -> client.attach("answer", String.class));
        ClientMessage.Ask ask = scheduler.hear(ClientMessage.Ask.class);
        assertThat(ask.question()).isEqualTo(new Question.FindName("answer"));
        scheduler.say(connection, new ClientNotice.Answered(ask.request(), new Answer.TaskFound(foreign, "total")));
        assertThat(scheduler.hear(ClientMessage.HoldTasks.class).tasks()).containsExactly(foreign);
        RemoteFuture<String> future = attached.join();
        assertThat(future.key()).isEqualTo("total");
        RunId run = new RunId(foreign, 1);
        held.put(run, new HeldResult("42", 42));
        end(new TaskOutcome.Succeeded(location(run, WORKER)));
        assertThat(future.join()).isEqualTo("42");
        RemoteFuture<Integer> length = client.apply(String::length, future);
        TaskBatch batch = hearBatch();
        assertThat(batch.foreign()).containsExactly(foreign);
        assertThat(batch.inputStage(0)).isEqualTo(-1);
        length.close();
        future.close();
        assertThat(List.of(
                        scheduler.hear(ClientMessage.ReleaseTasks.class),
                        scheduler.hear(ClientMessage.ReleaseTasks.class)))
                .extracting(ClientMessage.ReleaseTasks::job)
                .containsExactlyInAnyOrder(session, foreign.job());
    }

    @Test
    void largeResultsAreFetchedAgainOnceTheProgramHasLetThemGo() throws InterruptedException {
        RemoteFuture<byte[]> future = client.submit(() -> new byte[0]);
        accept(hearBatch());
        RunId run = new RunId(new TaskKey(session, 0, 0), 1);
        byte[] large = new byte[1 << 20];
        held.put(run, new HeldResult(large, large.length));
        end(new TaskOutcome.Succeeded(location(run, WORKER)));
        assertThat(future.join()).isSameAs(large);
        held.put(run, new HeldResult(large, 100));
        assertThat(future.join()).isSameAs(large);
    }

    @Test
    void closingEndsTheSessionAfterAllThatWasSubmitted() throws InterruptedException {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        String key = client.fireAndForget(() -> {});
        client.close();
        assertThat(hearBatch().size()).isOne();
        assertThat(hearBatch().key(0)).isEqualTo(key);
        scheduler.hear(ClientMessage.EndSession.class);
        assertThatThrownBy(future::join).hasMessageContaining("the client was closed");
        assertThatThrownBy(() -> client.submit(() -> 2)).hasMessageContaining("the client was closed");
    }

    @Test
    void optionsAreToldAsTheyAre() throws InterruptedException {
        client.with(Options.create()
                        .priority(5)
                        .retries(2)
                        .onlyOn(java.io.IOException.class)
                        .workers("w-1")
                        .strict()
                        .resource("GPU", 1)
                        .memory(1_000)
                        .deadline(Duration.ofMinutes(1)))
                .submit(() -> 1);
        assertThat(hearBatch().options(0)).satisfies(options -> {
            assertThat(options.priority()).isEqualTo(5);
            assertThat(options.retries().retries()).isEqualTo(2);
            assertThat(options.retries().onlyOn()).containsExactly("java.io.IOException");
            assertThat(options.workers()).containsExactly("w-1");
            assertThat(options.isStrict()).isTrue();
            assertThat(options.resources()).containsExactly(Map.entry("GPU", 1L));
            assertThat(options.memoryBytes()).isEqualTo(1_000);
            assertThat(options.deadline()).isEqualTo(Duration.ofMinutes(1));
        });
    }

    private void comeBack(boolean isResumed) throws InterruptedException {
        connection.close("a cable");
        connection = scheduler.client();
        ClientMessage.RegisterClient registration = scheduler.hear(ClientMessage.RegisterClient.class);
        assertThat(registration.session()).isEqualTo(session);
        assertThat(registration.isReturning()).isTrue();
        scheduler.say(connection, new ClientNotice.ClientAccepted(new ClientId(2), 1, isResumed));
    }

    private TaskBatch hearBatch() throws InterruptedException {
        return scheduler.hear(ClientMessage.SubmitTasks.class).batch();
    }

    private List<TaskBatch> hearBatches(int count) throws InterruptedException {
        List<TaskBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(hearBatch());
        }
        return batches;
    }

    private void accept(TaskBatch batch) {
        scheduler.say(connection, new ClientNotice.BatchAccepted(batch.stage()));
    }

    private void succeed(RemoteFuture<?> future, int stage, int partition, Object value) {
        RunId run = new RunId(new TaskKey(session, stage, partition), 1);
        held.put(run, new HeldResult(value, 16));
        end(new TaskOutcome.Succeeded(location(run, WORKER)));
        assertThat(future).isNotNull();
    }

    private void end(TaskOutcome outcome) {
        scheduler.say(connection, new ClientNotice.TasksEnded(List.of(outcome)));
    }

    private static ResultLocation location(RunId run, String address) {
        return new ResultLocation(run, 8, List.of(new Holder(new WorkerId(1), address)));
    }
}
