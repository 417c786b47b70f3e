package io.quern.client.cell;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.function.LongSupplier;

/// A wait until so many of some tasks have ended. Used once.
public final class EndWait {
    private final List<TaskCell> cells;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private int missing;

    /// @param count of the tasks that must end
    public EndWait(List<TaskCell> cells, int count, LongSupplier nanoTime) {
        this.cells = cells;
        this.missing = count;
        this.nanoTime = nanoTime;
    }

    /// @return whether so many have ended within the time
    public boolean await(Waits waits, long nanosMax) throws InterruptedException {
        Runnable ended = this::ended;
        try {
            cells.forEach(cell -> cell.onEnd(ended));
            return isOver() || waits.blocked(() -> awaitEnds(nanosMax));
        } finally {
            cells.forEach(cell -> cell.forget(ended));
        }
    }

    private synchronized void ended() {
        missing--;
        if (missing <= 0) {
            notifyAll();
        }
    }

    private synchronized boolean isOver() {
        return missing <= 0;
    }

    private synchronized boolean awaitEnds(long nanosMax) throws InterruptedException {
        long start = nanoTime.getAsLong();
        while (missing > 0) {
            long left = nanosMax == Waits.WITHOUT_END ? nanosMax : nanosMax - (nanoTime.getAsLong() - start);
            if (left <= 0) {
                return false;
            }
            // Rounded up: a wait of zero has no end.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }
}
