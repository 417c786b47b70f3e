package io.quern.core.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs what is added, in order, on a virtual thread that lives as long as there is something to run: small results
/// that arrive together cost one thread, not one each. Thread-safe.
public final class Deliveries {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isRunning = new AtomicBoolean();
    private final Runnable whenEmpty;

    public Deliveries() {
        this(() -> {});
    }

    /// @param whenEmpty runs after the last of those that were waiting together; must not throw
    public Deliveries(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
    }

    /// @param delivery must not throw, and may block those that are added after it
    public void add(Runnable delivery) {
        waiting.add(delivery);
        startIfIdle();
    }

    private void startIfIdle() {
        if (isRunning.compareAndSet(false, true)) {
            Thread.ofVirtual().name("quern-deliveries").start(this::run);
        }
    }

    /// What is added after the last look and before the flag is down is seen by the look after it.
    private void run() {
        try {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
            whenEmpty.run();
        } finally {
            isRunning.set(false);
        }
        if (!waiting.isEmpty()) {
            startIfIdle();
        }
    }
}
