package io.quern.core.key;

import io.quern.core.runtime.Clock;
import java.util.random.RandomGenerator;

/// Makes job ids from a clock and a random generator. As thread-safe as that generator.
public final class JobIdSource {
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random 74 bits of it tell apart jobs of the same millisecond
    public JobIdSource(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public JobId next() {
        return JobId.of(clock.wallMillis(), random.nextLong(), random.nextLong());
    }
}
