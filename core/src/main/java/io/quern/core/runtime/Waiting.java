package io.quern.core.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what nobody announces, such as a file of another process, by looking every 50 ms. Thread-safe.
public final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Clock clock;

    public Waiting(Clock clock) {
        this.clock = clock;
    }

    /// Returns true as soon as the condition holds, and false if it does not within the time. It looks at least once.
    public boolean until(BooleanSupplier condition, Duration max) throws InterruptedException {
        long deadlineNanos = clock.nanoTime() + max.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }
}
