package io.quern.core.graph;

import java.time.Duration;
import java.util.List;

/// How often, and when, a task that failed by its own exception is tried again. What workers, memory or the network
/// did to it does not count here.
///
/// @param retries attempts after the first, from 0
/// @param firstDelay pause before the first retry
/// @param factor each further pause is so many times the one before
/// @param delayMax longest pause
/// @param onlyOn names of exception classes; empty: any. One matches where the exception thrown, or one of its
///     superclasses, has that name
public record RetryPolicy(int retries, Duration firstDelay, double factor, Duration delayMax, List<String> onlyOn) {
    /// A failed task has failed.
    public static final RetryPolicy NONE = new RetryPolicy(0, Duration.ZERO, 1, Duration.ZERO, List.of());

    private static final int RETRIES_MAX = 1_000;

    public RetryPolicy {
        onlyOn = List.copyOf(onlyOn);
        if (retries < 0 || retries > RETRIES_MAX) {
            throw new IllegalArgumentException("retries must be from 0 to " + RETRIES_MAX + ", got " + retries);
        }
        if (firstDelay.isNegative() || delayMax.isNegative() || !(factor >= 1) || factor > 100) {
            throw new IllegalArgumentException("pauses between retries must not be negative and their factor from 1 to"
                    + " 100, got " + firstDelay + ", at most " + delayMax + ", factor " + factor);
        }
    }

    /// Retries after 1, 2, 4 … seconds, at most 30, whatever the exception.
    public static RetryPolicy times(int retries) {
        return new RetryPolicy(retries, Duration.ofSeconds(1), 2, Duration.ofSeconds(30), List.of());
    }

    /// The pause before a retry.
    ///
    /// @param retry number of the retry, from 1
    public long delayNanos(int retry) {
        double nanos = firstDelay.toNanos() * Math.pow(factor, retry - 1.0);
        return (long) Math.min(nanos, (double) Math.max(firstDelay.toNanos(), delayMax.toNanos()));
    }
}
