package io.quern.worker.nanny;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// Decides whether and when a process that died is started again. Owned by one thread.
///
/// Ends for want of memory are counted apart, and more of them are allowed: each is the end of tasks that took
/// too much, and those are not tried often.
final class RestartBudget {
    private static final int MEMORY_FACTOR = 10;

    private final NannyOptions options;
    private final ArrayDeque<Long> ofMemory = new ArrayDeque<>();
    private final ArrayDeque<Long> ofOthers = new ArrayDeque<>();

    RestartBudget(NannyOptions options) {
        this.options = options;
    }

    /// Takes one restart out of the budget.
    ///
    /// @param exit how the process ended
    /// @return how long to wait first, or empty where the budget of the window is used up
    Optional<Duration> take(ChildExit exit, long nowNanos) {
        ArrayDeque<Long> restartNanos = exit.isOutOfMemory() ? ofMemory : ofOthers;
        int restartsMax = options.restartsMax() * (exit.isOutOfMemory() ? MEMORY_FACTOR : 1);
        long windowNanos = options.restartsWindow().toNanos();
        while (!restartNanos.isEmpty() && nowNanos - restartNanos.peekFirst() >= windowNanos) {
            restartNanos.removeFirst();
        }
        if (restartNanos.size() >= restartsMax) {
            return Optional.empty();
        }
        Duration delay = options.backOffFirst();
        for (int i = 0;
                !exit.isOutOfMemory() && i < restartNanos.size() && delay.compareTo(options.backOffMax()) < 0;
                i++) {
            delay = delay.multipliedBy(2);
        }
        restartNanos.addLast(nowNanos);
        return Optional.of(delay.compareTo(options.backOffMax()) < 0 ? delay : options.backOffMax());
    }
}
