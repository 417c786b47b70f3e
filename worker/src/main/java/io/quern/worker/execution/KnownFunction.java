package io.quern.worker.execution;

import io.quern.core.message.WorkerInstruction.DefineFunction;

/// A function that was defined here, and whether its runs are so short that the way to a thread and back costs
/// more than they do. Those whose results are large do not count as short: what was handed over ahead runs
/// although memory has become short in the meantime. Owned by its [WorkerState].
final class KnownFunction {
    private static final long SHORT_NANOS = 200_000;
    private static final long SMALL_BYTES = 16_384;

    /// So many short runs, one after the other, tell that the next ones will be short too.
    static final int SHORT_RUNS = 16;

    final DefineFunction definition;
    private int shortRuns;

    KnownFunction(DefineFunction definition) {
        this.definition = definition;
    }

    /// A run ended well.
    ///
    /// @param sizeBytes of its result
    void ranFor(long elapsedNanos, long sizeBytes) {
        shortRuns = elapsedNanos > SHORT_NANOS || sizeBytes > SMALL_BYTES ? 0 : Math.min(shortRuns + 1, SHORT_RUNS);
    }

    /// A run failed, or waited for other tasks: how long the next ones take is open.
    void surprised() {
        shortRuns = 0;
    }

    boolean isShort() {
        return shortRuns == SHORT_RUNS;
    }

    @Override
    public String toString() {
        return definition.name() + (shortRuns == 0 ? "" : " shortRuns=" + shortRuns);
    }
}
