package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
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
import io.quern.core.task.FailureReport;
import io.quern.core.transport.HeldResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client says to its scheduler of tasks that it holds, and what it makes of the news of them.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What is looked at is what travels, not what the futures bring.
class FutureProtocolTest extends ScriptedSession {
    FutureProtocolTest() throws InterruptedException {}

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

    /// Releases are collected for a moment.
    @Test
    void aResultThatIsAttachedRightAfterItsFutureWasClosedStaysHeld() throws InterruptedException {
        RemoteFuture<Integer> own = client.submit(() -> 1);
        accept(hearBatch());
        CompletableFuture<RemoteFuture<Integer>> attached =
                CompletableFuture.supplyAsync(() -> client.attach("answer", Integer.class));
        ClientMessage.Ask ask = scheduler.hear(ClientMessage.Ask.class);
        TaskKey task = new TaskKey(session, 0, 0);
        own.close();
        scheduler.say(connection, new ClientNotice.Answered(ask.request(), new Answer.TaskFound(task, own.key())));
        ClientMessage next = scheduler.hear(ClientMessage.class);
        if (next instanceof ClientMessage.ReleaseTasks) {
            next = scheduler.hear(ClientMessage.class);
        }
        assertThat(next).isEqualTo(new ClientMessage.HoldTasks(List.of(task)));
        scheduler.expectSilence();
        attached.join().close();
        assertThat(scheduler.hear(ClientMessage.ReleaseTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
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
}
