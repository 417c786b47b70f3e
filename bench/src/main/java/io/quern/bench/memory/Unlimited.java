package io.quern.bench.memory;

import java.util.Locale;

/// Workers with as much memory as no job of these takes, to compare with.
final class Unlimited {
    /// Of each.
    static final long MEMORY_BYTES = 6L << 30;

    private Unlimited() {}

    /// Says whether a run with a limit took at most so many times as long as one without, where both finished.
    static void checkTime(Report report, ClusterRun<?> limited, ClusterRun<?> unlimited, double timesMax) {
        if (limited.outcome().hasFinished() && unlimited.outcome().hasFinished()) {
            double times = limited.outcome().seconds() / unlimited.outcome().seconds();
            report.check(
                    times <= timesMax,
                    String.format(
                            Locale.ROOT, "%.2f times the time of unlimited memory, at most %.0f", times, timesMax));
        }
    }
}
