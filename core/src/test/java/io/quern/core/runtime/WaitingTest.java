package io.quern.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final Waiting waiting = new Waiting(new Clock() {
        @Override
        public long nanoTime() {
            return nowNanos.get();
        }

        @Override
        public long wallMillis() {
            throw new AssertionError("waiting has no business with the time of day");
        }
    });

    @Test
    void whatHoldsIsNotWaitedFor() throws InterruptedException {
        assertThat(waiting.until(() -> true, Duration.ZERO)).isTrue();
    }

    @Test
    void theClockSaysWhenItIsOver() throws InterruptedException {
        boolean holds = waiting.until(
                () -> {
                    nowNanos.addAndGet(Duration.ofDays(1).toNanos());
                    return false;
                },
                Duration.ofDays(1));
        assertThat(holds).isFalse();
    }
}
