package io.quern.worker.nanny;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// Decides whether and when a process that died is started again. Owned by one thread.
final class RestartBudget {
    private final NannyOptions options;
    private final ArrayDeque<Long> restartNanos = new ArrayDeque<>();

    RestartBudget(NannyOptions options) {
        this.options = options;
    }

    /// Takes one restart out of the budget.
    ///
    /// @return how long to wait first, or empty where the budget of the window is used up
    Optional<Duration> take(long nowNanos) {
        long windowNanos = options.restartsWindow().toNanos();
        while (!restartNanos.isEmpty() && nowNanos - restartNanos.peekFirst() >= windowNanos) {
            restartNanos.removeFirst();
        }
        if (restartNanos.size() >= options.restartsMax()) {
            return Optional.empty();
        }
        Duration delay = options.backOffFirst();
        for (int i = 0; i < restartNanos.size() && delay.compareTo(options.backOffMax()) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        restartNanos.addLast(nowNanos);
        return Optional.of(delay.compareTo(options.backOffMax()) < 0 ? delay : options.backOffMax());
    }
}
