package io.quern.core.transport.tcp.admission;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log of the door: who was let in, and who was refused and why. A flood of refusals makes ten lines
/// and then one a second, each with the number of those left out. Thread-safe.
public final class RefusalLog {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.quern.audit");
    private static final int BURST = 10;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private int linesLeft = BURST;

    @GuardedBy("lock")
    private long filledNanos;

    @GuardedBy("lock")
    private long leftOut;

    public RefusalLog(Clock clock) {
        this.clock = clock;
        this.filledNanos = clock.nanoTime();
    }

    public void letIn(Role role, String peerName, Object from) {
        AUDIT.info("Let in {} as {} from {}", peerName, role, from);
    }

    public void refused(Object from, String text) {
        long before;
        lock.lock();
        try {
            refill();
            if (linesLeft == 0) {
                leftOut++;
                return;
            }
            linesLeft--;
            before = leftOut;
            leftOut = 0;
        } finally {
            lock.unlock();
        }
        if (before == 0) {
            AUDIT.warn("Refused a connection from {}: {}", from, text);
        } else {
            AUDIT.warn("Refused a connection from {}: {} (and {} more that were not logged)", from, text, before);
        }
    }

    @GuardedBy("lock")
    private void refill() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(clock.nanoTime() - filledNanos);
        if (seconds > 0) {
            linesLeft = (int) Math.min(BURST, linesLeft + seconds);
            filledNanos += TimeUnit.SECONDS.toNanos(seconds);
        }
    }
}
