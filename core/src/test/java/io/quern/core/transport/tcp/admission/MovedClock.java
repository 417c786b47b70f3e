package io.quern.core.transport.tcp.admission;

import io.quern.core.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A clock that a test moves by hand.
final class MovedClock implements Clock {
    private long nanos;

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
