package io.quern.core.runtime;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what nobody announces, such as a file of another process, by looking again and again.
public final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /// Returns true as soon as the condition holds, and false if it does not within the time.
    public static boolean until(BooleanSupplier condition, Duration max) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + max.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }
}
