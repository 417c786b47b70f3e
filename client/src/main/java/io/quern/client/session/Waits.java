package io.quern.client.session;

import io.quern.core.current.CurrentTask;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import java.time.Duration;
import java.util.Optional;

/// Waits for tasks. A task that waits for others frees its slot meanwhile, so that they can run.
final class Waits {
    static final long WITHOUT_END = Long.MAX_VALUE;

    private final Clock clock;

    Waits(Clock clock) {
        this.clock = clock;
    }

    /// Waits until a cell that is being read is readable.
    ///
    /// @return false where it was not by then
    boolean await(TaskCell cell, long nanosMax) throws InterruptedException {
        return cell.isReadable() || blocked(() -> cell.awaitReadable(nanosMax, clock::nanoTime));
    }

    /// A wait that says whether what was waited for has come.
    @FunctionalInterface
    interface Wait {
        boolean await() throws InterruptedException;
    }

    boolean blocked(Wait wait) throws InterruptedException {
        Optional<CurrentTask> task = CurrentTask.get();
        if (task.isEmpty()) {
            return wait.await();
        }
        try {
            return task.get().blocked(wait::await);
        } catch (InterruptedException | RuntimeException known) {
            throw known;
        } catch (Exception unknown) {
            throw new IllegalStateException("waiting inside a task failed", unknown);
        }
    }

    static long nanos(Duration longest) {
        try {
            return longest.toNanos();
        } catch (ArithmeticException centuries) {
            return WITHOUT_END;
        }
    }

    static QuernException interrupted(String what, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new QuernException(
                ErrorCode.USER, "interrupted while waiting for " + what + ", which goes on", interrupted);
    }
}
