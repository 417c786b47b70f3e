package io.quern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteRunnable;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.local.LocalTransport;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The contract of the JDK's executors.
@Timeout(60)
class ExecutorTest {
    private final LocalTransport transport = new LocalTransport();
    private final InlineCluster cluster = new InlineCluster(transport, "local://scheduler");
    private final Client client = Client.connect(
            transport, "local://scheduler", "test", new JobIdSource(new SystemClock(), new SplittableRandom(1)));
    private final ExecutorService executor = client.executor();

    /// A class of its own needs no cast.
    private record Parse(String text) implements Callable<Integer> {
        @Override
        public Integer call() {
            return Integer.parseInt(text);
        }
    }

    @AfterEach
    void close() {
        client.close();
        transport.close();
    }

    @Test
    void callablesAndRunnablesOfClassesOrCastLambdasRun() throws Exception {
        assertThat(executor.submit(new Parse("42")).get()).isEqualTo(42);
        assertThat(executor.submit((RemoteCallable<Integer>) () -> 42).get()).isEqualTo(42);
        assertThat(executor.submit((RemoteRunnable) () -> {}).get()).isNull();
        assertThat(executor.submit((RemoteRunnable) () -> {}, "done").get()).isEqualTo("done");
    }

    @Test
    void plainLambdasAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> executor.submit(() -> 42))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("java.util.concurrent.Callable")
                .hasMessageContaining("cast it: (Callable<V> & Serializable) …");
        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cast it: (Runnable & Serializable) …");
        assertThat(cluster.batches()).isEmpty();
    }

    @Test
    void invokingAllGivesAFutureForEach() throws Exception {
        List<Future<Integer>> futures = executor.invokeAll(List.of(new Parse("1"), new Parse("x"), new Parse("3")));
        assertThat(futures).allMatch(Future::isDone);
        assertThat(futures.get(0).get()).isEqualTo(1);
        assertThatThrownBy(() -> futures.get(1).get()).isInstanceOf(ExecutionException.class);
        assertThat(futures.get(2).get()).isEqualTo(3);
    }

    @Test
    void invokingAnyGivesTheFirstResultThatThereIs() throws Exception {
        assertThat(executor.invokeAny(List.of(new Parse("x"), new Parse("7")))).isEqualTo(7);
        assertThatThrownBy(() -> executor.invokeAny(List.of(new Parse("x"), new Parse("y"))))
                .isInstanceOf(ExecutionException.class)
                .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(2));
        assertThatThrownBy(() -> executor.invokeAny(List.<Parse>of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void afterShutdownNothingIsTakenAndTheClientStaysOpen() throws Exception {
        Future<Integer> one = executor.submit(new Parse("1"));
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(one.get()).isOne();
        assertThat(executor.isTerminated()).isTrue();
        assertThatThrownBy(() -> executor.submit(new Parse("1"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(client.submit(() -> 1).join()).isOne();
        assertThat(client.executor().submit(new Parse("2")).get()).isEqualTo(2);
    }
}
