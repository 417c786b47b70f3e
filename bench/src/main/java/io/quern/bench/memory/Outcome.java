package io.quern.bench.memory;

import io.quern.core.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What came of a job, and how long it took.
///
/// @param value null where it failed
/// @param failure first line of why, empty where there is a value
record Outcome<T>(@Nullable T value, String failure, double seconds) {
    /// Runs a job on a thread of its own: one that hangs is a finding, and the next one is measured all the same.
    static <T> Outcome<T> of(Callable<T> job, Duration longest, Clock clock) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(job);
        Thread thread = Thread.ofPlatform().name("measured-job").daemon(true).start(task);
        long start = clock.nanoTime();
        try {
            T value = task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return new Outcome<>(value, "", seconds(start, clock));
        } catch (TimeoutException _) {
            thread.interrupt();
            return new Outcome<>(
                    null, "has not ended within " + longest.toMinutes() + " minutes", seconds(start, clock));
        } catch (ExecutionException e) {
            return new Outcome<>(null, firstLine(e.getCause()), seconds(start, clock));
        }
    }

    private static double seconds(long startNanos, Clock clock) {
        return (clock.nanoTime() - startNanos) / 1e9;
    }

    private static String firstLine(@Nullable Throwable failure) {
        return String.valueOf(failure).lines().findFirst().orElse("");
    }

    boolean hasFinished() {
        return value != null;
    }

    /// Whether it finished with this value.
    boolean is(T expected) {
        return expected.equals(value);
    }
}
