package io.quern.scheduler.settings;

import java.time.Duration;

/// When a worker counts as dead, and when a task that meets with failures is given up.
///
/// @param suspectAfter silence after which a worker gets nothing new
/// @param deadAfter silence after which it is lost
/// @param aloneAfterDeaths workers that died under a task before it is run alone on a worker
/// @param failAfterDeaths workers that died under a task before it fails
/// @param noWorkerMax how long a ready task may wait while no registered worker could run it; zero: for ever
/// @param inputLossesMax times a task may lose an input to the network, or a client a result, before the job fails; of
///     what cannot be made again, before that task fails, or the future of that client
/// @param inventoryEvery how often what a worker has is compared with what is believed of it; zero: never
public record FailureSettings(
        Duration suspectAfter,
        Duration deadAfter,
        int aloneAfterDeaths,
        int failAfterDeaths,
        Duration noWorkerMax,
        int inputLossesMax,
        Duration inventoryEvery) {
    public static final FailureSettings DEFAULT = new FailureSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(30), 2, 3, Duration.ZERO, 30, Duration.ofSeconds(30));

    public FailureSettings {
        if (!suspectAfter.isPositive() || deadAfter.compareTo(suspectAfter) <= 0) {
            throw new IllegalArgumentException("a worker is dead some time after it is suspect, got suspect after "
                    + suspectAfter + " and dead after " + deadAfter);
        }
        if (noWorkerMax.isNegative()) {
            throw new IllegalArgumentException(
                    "the time for which tasks wait in vain must not be negative, got " + noWorkerMax);
        }
        if (inventoryEvery.isNegative()) {
            throw new IllegalArgumentException(
                    "the interval of comparing inventories must not be negative, got " + inventoryEvery);
        }
        if (aloneAfterDeaths < 1 || failAfterDeaths < 1 || failAfterDeaths > Byte.MAX_VALUE || inputLossesMax < 1) {
            throw new IllegalArgumentException("counts of failures must be from 1 to " + Byte.MAX_VALUE
                    + ", got alone after " + aloneAfterDeaths + ", fail after " + failAfterDeaths
                    + ", input losses " + inputLossesMax);
        }
    }

    public FailureSettings withNoWorkerMax(Duration changed) {
        return new FailureSettings(
                suspectAfter, deadAfter, aloneAfterDeaths, failAfterDeaths, changed, inputLossesMax, inventoryEvery);
    }

    public FailureSettings withInventoryEvery(Duration changed) {
        return new FailureSettings(
                suspectAfter, deadAfter, aloneAfterDeaths, failAfterDeaths, noWorkerMax, inputLossesMax, changed);
    }
}
