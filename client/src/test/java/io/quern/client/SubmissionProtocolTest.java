package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.call.RemoteFunction;
import io.quern.client.call.RemoteRunnable;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.ClientSettings;
import io.quern.client.options.Options;
import io.quern.core.error.QuernException;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How tasks travel to the scheduler: in which batches, under which keys, with which options, and how many at once.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What is looked at is what travels, not what the futures bring.
class SubmissionProtocolTest extends ScriptedSession {
    SubmissionProtocolTest() throws InterruptedException {}

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
    void aFiredTaskUnderTheKeyOfAnotherIsRefusedAndAnEqualOneIsTheHeldOne() throws InterruptedException {
        Options key = Options.create().key("total");
        RemoteRunnable work = () -> {};
        RemoteFuture<Void> held = client.with(key).submit(work);
        accept(hearBatch());
        assertThat(client.with(key).fireAndForget(work)).isEqualTo("total");
        assertThat(scheduler.hear(ClientMessage.DetachTasks.class).tasks()).containsExactly(new TaskRange(0, 0, 1));
        assertThatThrownBy(() -> client.with(key).fireAndForget(() -> {
                    throw new IllegalStateException("another task");
                }))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the key total belongs to another task of this client");
        scheduler.expectSilence();
        assertThat(held.status()).isEqualTo(FutureStatus.PENDING);
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
}
