package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.error.RemoteTaskException;
import io.quern.client.future.AwaitUntil;
import io.quern.client.future.FutureStatus;
import io.quern.client.future.RemoteFuture;
import io.quern.client.options.Options;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What programs write, and what comes out of it.
@Timeout(60)
class SubmitTest {
    private final LocalTransport transport = new LocalTransport();
    private final InlineCluster cluster = new InlineCluster(transport, "local://scheduler");
    private final Client client = Client.connect(
            transport, "local://scheduler", "test", new JobIdSource(new SystemClock(), new SplittableRandom(1)));

    private record Point(int x, int y) {}

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void lambdasWithoutArgumentsAreCalledOrRun() {
        int seven = 7;
        assertThat(client.submit(() -> 42).join()).isEqualTo(42);
        assertThat(client.submit(() -> 6 * seven).join()).isEqualTo(42);
        assertThat(client.submit(() -> {}).join()).isNull();
        assertThat(client.submit(() -> System.nanoTime()).join()).isPositive();
        assertThat(client.submit(() -> (Object) null).join()).isNull();
    }

    @Test
    void functionsAreAppliedToValues() {
        assertThat(client.submit(x -> x + 1, 41).join()).isEqualTo(42);
        assertThat(client.submit(Integer::parseInt, "42").join()).isEqualTo(42);
        assertThat(client.submit((x, y) -> new Point(x, y), 1, 2).join()).isEqualTo(new Point(1, 2));
        assertThat(client.submit(String::valueOf, (Object) null).join()).isEqualTo("null");
    }

    @Test
    void functionsAreAppliedToResultsOfOtherTasks() {
        RemoteFuture<Integer> six = client.submit(() -> 6);
        RemoteFuture<Integer> seven = client.submit(() -> 7);
        assertThat(client.apply(x -> x + 1, six).join()).isEqualTo(7);
        assertThat(client.apply((x, y) -> x * y, six, seven).join()).isEqualTo(42);
        assertThat(client.combine(all -> all.size() + ": " + all, List.of(six, seven, six))
                        .join())
                .isEqualTo("3: [6, 7, 6]");
        assertThat(six.thenApply(x -> -x).join()).isEqualTo(-6);
        assertThat(six.thenCombine(seven, Integer::sum).join()).isEqualTo(13);
    }

    @Test
    void combiningNothingAppliesTheFunctionToAnEmptyList() {
        assertThat(client.combine(List::size, List.<RemoteFuture<String>>of()).join())
                .isZero();
    }

    @Test
    void mappingMakesATaskForEachValueAndGatheringKeepsTheirOrder() {
        List<RemoteFuture<Integer>> squares = client.map(x -> x * x, List.of(1, 2, 3));
        assertThat(client.gather(squares)).containsExactly(1, 4, 9);
        List<RemoteFuture<Integer>> streamed =
                client.map(x -> x * x, IntStream.range(0, 3).boxed());
        assertThat(client.gather(client.mapFutures(x -> x + 1, streamed))).containsExactly(1, 2, 5);
        assertThat(client.gather(client.map(String::valueOf, Arrays.asList("a", null))))
                .containsExactly("a", "null");
    }

    @Test
    void mappedTasksShareOneFunction() {
        client.gather(client.map(x -> x + 1, List.of(1, 2, 3)));
        assertThat(cluster.batches()).allMatch(batch -> batch.functions().size() == 1);
    }

    @Test
    void functionsMayThrowCheckedExceptionsWhichAreTheCause() {
        RemoteFuture<String> future = client.submit(
                path -> {
                    if (path.startsWith("/no")) {
                        throw new NoSuchFileException(path);
                    }
                    return path;
                },
                "/no/such/file");
        assertThatThrownBy(future::join)
                .isInstanceOfSatisfying(RemoteTaskException.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.USER);
                    assertThat(failed.key()).isEqualTo(future.key());
                    assertThat(failed.worker()).isEqualTo("inline");
                    assertThat(failed.attempts()).isOne();
                })
                .hasMessageStartingWith("java.nio.file.NoSuchFileException: /no/such/file\n")
                .hasMessageContaining("input   \"/no/such/file\"")
                .cause()
                .isInstanceOf(IOException.class)
                .isExactlyInstanceOf(NoSuchFileException.class);
        assertThat(future.status()).isEqualTo(FutureStatus.FAILED);
        assertThat(future.exception()).containsInstanceOf(RemoteTaskException.class);
    }

    @Test
    void failureOfAnInputIsToldWithTheInputsKey() {
        RemoteFuture<Integer> bad = client.submit(Integer::parseInt, "12,5");
        RemoteFuture<Integer> after = client.apply(x -> x + 1, bad);
        assertThatThrownBy(after::join)
                .isInstanceOfSatisfying(
                        RemoteTaskException.class,
                        failed -> assertThat(failed.key()).isEqualTo(bad.key()))
                .hasMessageContaining("For input string: \"12,5\"")
                .hasMessageContaining("wanted  for " + after.key());
    }

    @Test
    void theFuturesOfTheJdkSeeWhatTheyExpect() throws Exception {
        Future<Integer> good = client.submit(() -> 1);
        assertThat(good.get()).isEqualTo(1);
        assertThat(good.isDone()).isTrue();
        assertThat(good.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(good.resultNow()).isEqualTo(1);
        assertThat(good.cancel(true)).isFalse();
        Future<Integer> bad = client.submit(Integer::parseInt, "x");
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RemoteTaskException.class);
        assertThat(bad.state()).isEqualTo(Future.State.FAILED);
        assertThat(bad.exceptionNow()).isInstanceOf(RemoteTaskException.class);
        assertThat(client.submit(() -> 5).toCompletableFuture().get()).isEqualTo(5);
        assertThatThrownBy(() -> client.submit(Integer::parseInt, "x")
                        .toCompletableFuture()
                        .get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RemoteTaskException.class);
    }

    @Test
    void gatheringTellsTheSameFailureOnceAndOthersBeside() {
        List<RemoteFuture<Integer>> futures =
                new ArrayList<>(client.map(Integer::parseInt, List.of("1", "x", "y", "z")));
        futures.add(client.submit(() -> {
            throw new IllegalStateException("another one");
        }));
        client.await(AwaitUntil.ALL, futures, Duration.ofMinutes(1));
        assertThatThrownBy(() -> client.gather(futures))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageStartingWith("java.lang.NumberFormatException: For input string: \"x\"")
                .hasMessageContaining("2 other tasks failed the same way ("
                        + futures.get(2).key() + ", " + futures.get(3).key() + ")")
                .satisfies(failed -> assertThat(failed.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessageContaining("another one")));
        assertThat(client.gatherSuccessful(futures)).containsExactly(1);
    }

    @Test
    void whatCannotBeSentIsRefusedAtOnceWithItsRemedy() {
        Thread thread = Thread.currentThread();
        RemoteFuture<Integer> future = client.submit(() -> 1);
        assertThatThrownBy(() -> client.submit(() -> thread.getName()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("make it inside the function");
        assertThatThrownBy(() -> client.submit(() -> future.join()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("client.apply(function, future)");
        assertThatThrownBy(() -> client.submit(() -> client.submit(() -> 1).key()))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("io.quern.client.Client");
        assertThatThrownBy(() -> client.submit(x -> x.getName(), thread)).isInstanceOf(QuernException.class);
        assertThat(cluster.batches()).hasSize(1);
    }

    @Test
    void argumentsAboveTheLimitAreRefusedWithIt() {
        assertThatThrownBy(() -> client.submit(bytes -> bytes.length, new byte[17 << 20]))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("the limit is 16777216")
                .hasMessageContaining("scatter the data");
    }

    @Test
    void scatteredValuesAreResults() {
        RemoteFuture<List<Integer>> table = client.scatter(List.of(10, 20));
        assertThat(client.apply(list -> list.get(1), table).join()).isEqualTo(20);
        assertThat(client.gather(client.scatterAll(List.of("a", "b")))).containsExactly("a", "b");
    }

    @Test
    void firedTasksRunAndAreHeldByNobody() {
        String key = client.fireAndForget(() -> {});
        client.submit(() -> 1).join();
        assertThat(cluster.batches().getFirst()).satisfies(batch -> {
            assertThat(batch.key(0)).isEqualTo(key);
            assertThat(batch.isWanted(0)).isFalse();
            assertThat(batch.options(0).isDetached()).isTrue();
        });
    }

    @Test
    void keysAreGivenOrMadeFromFunctionAndPlace() {
        assertThat(client.submit(Integer::parseInt, "1").key()).isEqualTo("parseInt-0.0");
        assertThat(client.submit(() -> 1).key()).startsWith("SubmitTest.keysAreGivenOrMade");
        assertThat(client.with(Options.create().key("total")).submit(() -> 1).key())
                .isEqualTo("total");
        assertThat(client.with(Options.create().key("part")).map(x -> x, List.of(5, 6)))
                .extracting(RemoteFuture::key)
                .containsExactly("part-0", "part-1");
    }

    @Test
    void closedFuturesSayHowToGoOn() {
        RemoteFuture<Integer> future = client.submit(() -> 1);
        future.close();
        future.close();
        assertThat(future.status()).isEqualTo(FutureStatus.CLOSED);
        assertThatThrownBy(future::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(future.key())
                .hasMessageContaining("read it before you close it");
        assertThatThrownBy(() -> client.apply(x -> x + 1, future)).isInstanceOf(IllegalStateException.class);
    }
}
