package io.quern.worker.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionEvent.RunBlocked;
import io.quern.worker.execution.ExecutionEvent.RunUnblocked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One slot: whoever runs while it is given up was let in by that.
@Timeout(60)
class SlotUseTest {
    private static final JobId JOB = new JobId(1, 2);

    private final BlockingQueue<ExecutionEvent> events = new LinkedBlockingQueue<>();
    private final SlotThreads threads = new SlotThreads(1);

    @AfterEach
    void close() throws InterruptedException {
        assertThat(threads.close(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void anotherRunBeginsWhileOneWaits() throws Exception {
        SlotUse first = use(0);
        CompletableFuture<String> made = new CompletableFuture<>();
        CompletableFuture<String> seen = new CompletableFuture<>();
        start(first, () -> seen.complete(first.around(made::get)));
        start(use(1), () -> made.complete("by the other"));

        assertThat(next()).isEqualTo(new RunBlocked(run(0)));
        assertThat(next()).isEqualTo(new RunUnblocked(run(0)));
        assertThat(seen).isNotDone();
        threads.resume(first);

        assertThat(seen.get()).isEqualTo("by the other");
    }

    @Test
    void slotIsFreeAsLongAsAnyThreadOfTheRunWaits() throws Exception {
        SlotUse use = use(0);
        CountDownLatch waiting = new CountDownLatch(2);
        CompletableFuture<String> one = new CompletableFuture<>();
        CompletableFuture<String> two = new CompletableFuture<>();
        start(use, () -> {
            Thread child = Thread.ofVirtual().start(() -> {
                try {
                    use.around(() -> {
                        waiting.countDown();
                        return two.get();
                    });
                } catch (Exception e) {
                    two.obtrudeException(e);
                }
            });
            String value = use.around(() -> {
                waiting.countDown();
                return one.get();
            });
            child.join();
            return value;
        });
        waiting.await();
        assertThat(next()).isEqualTo(new RunBlocked(run(0)));

        one.complete("x");
        assertThat(events).isEmpty();
        two.complete("y");
        assertThat(next()).isEqualTo(new RunUnblocked(run(0)));
        threads.resume(use);

        assertThat(two.get()).isEqualTo("y");
    }

    @Test
    void slotThatComesBackWhileAnotherThreadWaitsIsGivenUpAgain() throws Exception {
        SlotUse use = use(0);
        CountDownLatch childMayWait = new CountDownLatch(1);
        CountDownLatch childWaits = new CountDownLatch(1);
        CompletableFuture<String> childsWish = new CompletableFuture<>();
        CompletableFuture<Object> child = new CompletableFuture<>();
        start(use, () -> {
            Thread _ = Thread.ofVirtual()
                    .start(() -> complete(child, () -> {
                        childMayWait.await();
                        return use.around(() -> {
                            childWaits.countDown();
                            return childsWish.get();
                        });
                    }));
            use.around(() -> "at once");
            return child.get();
        });
        assertThat(next()).isEqualTo(new RunBlocked(run(0)));
        assertThat(next()).isEqualTo(new RunUnblocked(run(0)));
        childMayWait.countDown();
        childWaits.await();

        threads.resume(use);
        assertThat(next()).isEqualTo(new RunBlocked(run(0)));
        childsWish.complete("now");
        assertThat(next()).isEqualTo(new RunUnblocked(run(0)));
        threads.resume(use);

        assertThat(child.get()).isEqualTo("now");
    }

    @Test
    void cancelEndsAWaitForOtherTasksAndForTheSlot() throws Exception {
        SlotUse waits = use(0);
        CompletableFuture<Object> first = new CompletableFuture<>();
        start(waits, () -> complete(first, () -> waits.around(new CompletableFuture<>()::get)));
        assertThat(next()).isEqualTo(new RunBlocked(run(0)));
        waits.cancel();
        assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(next()).isEqualTo(new RunUnblocked(run(0)));

        SlotUse asks = use(1);
        CompletableFuture<Object> second = new CompletableFuture<>();
        start(asks, () -> complete(second, () -> asks.around(() -> "made")));
        assertThat(next()).isEqualTo(new RunBlocked(run(1)));
        assertThat(next()).isEqualTo(new RunUnblocked(run(1)));
        asks.cancel();
        assertThat(second.get()).isEqualTo("made");
    }

    @Test
    void cancelledRunWaitsForNothingAnyMore() {
        SlotUse use = use(0);
        use.cancel();
        assertThatThrownBy(() -> use.around(() -> "never"))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("was cancelled");
        assertThat(events).isEmpty();
    }

    @Test
    void slotOfACancelledRunGoesToTheNextOne() throws Exception {
        SlotUse blocked = use(0);
        CompletableFuture<Object> wish = new CompletableFuture<>();
        start(blocked, () -> complete(new CompletableFuture<>(), () -> blocked.around(wish::get)));
        assertThat(next()).isEqualTo(new RunBlocked(run(0)));
        CountDownLatch end = new CountDownLatch(1);
        start(use(1), () -> {
            end.await();
            return null;
        });
        threads.resume(blocked);
        blocked.cancel();
        CompletableFuture<String> third = new CompletableFuture<>();
        start(use(2), () -> third.complete("ran"));
        end.countDown();

        assertThat(third.get()).isEqualTo("ran");
    }

    @Test
    void threadThatOutlivesItsRunWaitsWithoutReports() throws Exception {
        SlotUse use = use(0);
        use.end();
        assertThat(use.around(() -> "made")).isEqualTo("made");
        assertThat(events).isEmpty();
    }

    @Test
    void fiftyRunsWithinEachOtherNeedOneSlot() throws Exception {
        List<SlotUse> uses = new ArrayList<>();
        for (int depth = 0; depth <= 50; depth++) {
            uses.add(use(depth));
        }
        CompletableFuture<Object> outermost = new CompletableFuture<>();
        start(uses.getFirst(), () -> complete(outermost, () -> nested(uses, 0)));
        while (!outermost.isDone()) {
            if (events.poll(10, TimeUnit.MILLISECONDS) instanceof RunUnblocked unblocked) {
                threads.resume(uses.get(unblocked.run().task().partition()));
            }
        }
        assertThat(outermost.get()).isEqualTo(50);
    }

    private int nested(List<SlotUse> uses, int depth) throws Exception {
        if (depth == 50) {
            return 0;
        }
        CompletableFuture<Object> inner = new CompletableFuture<>();
        start(uses.get(depth + 1), () -> complete(inner, () -> nested(uses, depth + 1)));
        return 1 + (int) uses.get(depth).around(inner::get);
    }

    @FunctionalInterface
    private interface Body {
        Object run() throws Exception;
    }

    private static boolean complete(CompletableFuture<? super Object> future, Body body) {
        try {
            return future.complete(body.run());
        } catch (ExecutionException e) {
            return future.completeExceptionally(e.getCause());
        } catch (Exception e) {
            return future.completeExceptionally(e);
        }
    }

    private void start(SlotUse use, Body body) {
        SlotThreads.Work work = () -> {
            complete(new CompletableFuture<>(), body);
            return use.end();
        };
        threads.start(List.of(new SlotThreads.Started(run(0), work)));
    }

    private SlotUse use(int partition) {
        return new SlotUse(run(partition), new SystemClock(), threads, events::add);
    }

    private static RunId run(int partition) {
        return new RunId(new TaskKey(JOB, 0, partition), 1);
    }

    private ExecutionEvent next() throws InterruptedException {
        return events.poll(50, TimeUnit.SECONDS);
    }
}
