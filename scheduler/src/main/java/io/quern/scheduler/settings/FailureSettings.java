package io.quern.scheduler.settings;

import java.time.Duration;

/// When a worker counts as dead, and when a task that meets with failures is given up.
///
/// @param suspectAfter silence after which a worker gets nothing new
/// @param deadAfter silence after which it is lost
/// @param aloneAfterDeaths workers that died under a task before it is run alone on a worker
/// @param failAfterDeaths workers that died under a task before it fails
/// @param inputLossesMax times a task may lose an input to the network, or a client a result, before the job fails
public record FailureSettings(
        Duration suspectAfter, Duration deadAfter, int aloneAfterDeaths, int failAfterDeaths, int inputLossesMax) {
    public static final FailureSettings DEFAULT =
            new FailureSettings(Duration.ofSeconds(5), Duration.ofSeconds(30), 2, 3, 30);

    public FailureSettings {
        if (!suspectAfter.isPositive() || deadAfter.compareTo(suspectAfter) <= 0) {
            throw new IllegalArgumentException("a worker is dead some time after it is suspect, got suspect after "
                    + suspectAfter + " and dead after " + deadAfter);
        }
        if (aloneAfterDeaths < 1 || failAfterDeaths < 1 || failAfterDeaths > Byte.MAX_VALUE || inputLossesMax < 1) {
            throw new IllegalArgumentException("counts of failures must be from 1 to " + Byte.MAX_VALUE
                    + ", got alone after " + aloneAfterDeaths + ", fail after " + failAfterDeaths
                    + ", input losses " + inputLossesMax);
        }
    }
}
