package io.quern.client.cell;

import io.quern.core.current.CurrentTask;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Waits for tasks. A task that waits for others frees its slot meanwhile, so that they can run.
public final class Waits {
    public static final long WITHOUT_END = Long.MAX_VALUE;

    private final Clock clock;

    public Waits(Clock clock) {
        this.clock = clock;
    }

    /// Waits until a cell that is being read is readable.
    ///
    /// @return false where it was not by then
    public boolean await(TaskCell cell, long nanosMax) throws InterruptedException {
        return cell.isReadable() || blocked(() -> cell.awaitReadable(nanosMax, clock::nanoTime));
    }

    public EndWait ends(List<TaskCell> cells, int count) {
        return new EndWait(cells, count, clock::nanoTime);
    }

    @FunctionalInterface
    public interface Wait<T> {
        T await() throws InterruptedException;
    }

    /// Waits, without a slot where the calling thread is a task's.
    public <T> T blocked(Wait<T> wait) throws InterruptedException {
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

    public static long nanos(Duration longest) {
        try {
            return longest.toNanos();
        } catch (ArithmeticException centuries) {
            return WITHOUT_END;
        }
    }

    public static QuernException interrupted(String what, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new QuernException(
                ErrorCode.USER, "interrupted while waiting for " + what + ", which goes on", interrupted);
    }
}
