package io.quern.scheduler.settings;

/// How full workers are made.
///
/// @param saturation producers a worker has at most, for each of its threads, rounded up
/// @param assignedPerThread tasks of any kind a worker has at most, for each of its threads; those that wait there have
///     their inputs fetched meanwhile
/// @param transferBytesPerSecond assumed speed of fetching inputs, weighed against waiting for a thread
public record PlacementSettings(double saturation, int assignedPerThread, long transferBytesPerSecond) {
    public static final PlacementSettings DEFAULT = new PlacementSettings(1.1, 4, 500_000_000);

    public PlacementSettings {
        if (!(saturation > 0) || assignedPerThread < 1 || transferBytesPerSecond < 1) {
            throw new IllegalArgumentException("saturation, tasks for each thread and transfer speed must be positive,"
                    + " got " + saturation + ", " + assignedPerThread + " and " + transferBytesPerSecond);
        }
    }
}
