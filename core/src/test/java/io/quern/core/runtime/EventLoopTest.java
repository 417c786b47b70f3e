package io.quern.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLoopTest {
    private final List<Integer> handled = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();

    @Test
    void eventsAreHandledInOrderAndInBatches() {
        try (EventLoop<Integer> loop = loop(1_000, 100)) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(loop.post(i)).isTrue();
            }
            loop.start();
        }
        assertThat(handled).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        assertThat(batchSizes).hasSize(10).containsOnly(100);
    }

    @Test
    void postWaitsWhileTheQueueIsFull() throws Exception {
        try (EventLoop<Integer> loop = loop(2, 10)) {
            assertThat(loop.post(1)).isTrue();
            assertThat(loop.post(2)).isTrue();
            assertThat(loop.tryPost(99)).isFalse();
            CompletableFuture<Boolean> third = new CompletableFuture<>();
            Thread poster = Thread.ofVirtual().start(() -> third.complete(loop.post(3)));
            while (poster.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(third).isNotDone();
            loop.start();
            assertThat(third.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(handled).containsExactly(1, 2, 3);
    }

    @Test
    void theHandlerMayPostPastTheLimit() {
        AtomicReference<EventLoop<Integer>> self = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        EventLoop<Integer> loop = new EventLoop<>(
                "loop",
                1,
                10,
                new SystemClock(),
                batch -> {
                    handled.addAll(batch);
                    if (handled.size() == 1) {
                        self.get().post(2);
                        self.get().post(3);
                        self.get().post(4);
                    } else {
                        done.countDown();
                    }
                },
                failure -> done.countDown());
        self.set(loop);
        try (loop) {
            loop.start();
            loop.post(1);
            awaitUnchecked(done);
        }
        assertThat(handled).containsExactly(1, 2, 3, 4);
    }

    @Test
    void delayedEventsComeInOrderOfTheirTimes() {
        CountDownLatch done = new CountDownLatch(3);
        EventLoop<Integer> loop = new EventLoop<>(
                "loop",
                10,
                1,
                new SystemClock(),
                batch -> {
                    handled.addAll(batch);
                    batch.forEach(_ -> done.countDown());
                },
                failure -> {});
        try (loop) {
            loop.start();
            loop.postAfter(Duration.ofMillis(30), 3);
            Timer cancelled = loop.postAfter(Duration.ofMillis(20), 99);
            loop.postAfter(Duration.ofMillis(10), 2);
            cancelled.cancel();
            loop.post(1);
            awaitUnchecked(done);
        }
        assertThat(handled).containsExactly(1, 2, 3);
    }

    @Test
    void anExceptionOfTheHandlerEndsTheLoopAndIsReportedOnce() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        CountDownLatch failed = new CountDownLatch(1);
        EventLoop<Integer> loop = new EventLoop<>(
                "loop",
                1,
                1,
                new SystemClock(),
                batch -> {
                    throw new IllegalStateException("broken by " + batch);
                },
                failure -> {
                    failures.add(failure);
                    failed.countDown();
                });
        try (loop) {
            loop.start();
            loop.post(1);
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.post(2)).isFalse();
            assertThat(loop.tryPost(2)).isFalse();
        }
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("broken by [1]"));
    }

    @Test
    void closeHandlesWhatWasAcceptedAndRefusesTheRest() {
        EventLoop<Integer> loop = loop(10, 3);
        for (int i = 0; i < 10; i++) {
            loop.post(i);
        }
        loop.postAfter(Duration.ofHours(1), 99);
        loop.start();
        loop.close();
        assertThat(handled).hasSize(10);
        assertThat(loop.post(11)).isFalse();
        loop.close();
    }

    @Test
    void aLoopThatNeverStartedCloses() {
        EventLoop<Integer> loop = loop(1, 1);
        loop.post(1);
        loop.close();
        assertThat(handled).isEmpty();
        assertThatThrownBy(loop::start).hasMessageContaining("already started or closed");
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertThatThrownBy(() -> loop(0, 1)).hasMessageContaining("at least 1, got 0 and 1");
    }

    private EventLoop<Integer> loop(int capacity, int batchMax) {
        return new EventLoop<>(
                "loop",
                capacity,
                batchMax,
                new SystemClock(),
                batch -> {
                    handled.addAll(batch);
                    batchSizes.add(batch.size());
                },
                failure -> {
                    throw new AssertionError(failure);
                });
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
