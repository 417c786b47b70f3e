package io.quern.scheduler.settings;

import java.time.Duration;

/// How full workers are made.
///
/// @param saturation producers a worker has at most, for each of its threads, rounded up
/// @param assignedPerThread tasks of any kind a worker has, for each of its threads, however long they take; those that
///     wait there have their inputs fetched meanwhile
/// @param shortAssignedPerThread tasks of any kind a worker has at most, for each of its threads
/// @param ahead beyond `assignedPerThread`, time for which a worker is given short tasks in advance
/// @param transferBytesPerSecond assumed speed of fetching inputs, weighed against waiting for a thread
public record PlacementSettings(
        double saturation,
        int assignedPerThread,
        int shortAssignedPerThread,
        Duration ahead,
        long transferBytesPerSecond) {
    public static final PlacementSettings DEFAULT =
            new PlacementSettings(1.1, 2, 64, Duration.ofMillis(100), 500_000_000);

    public PlacementSettings {
        if (!(saturation > 0) || assignedPerThread < 1 || transferBytesPerSecond < 1) {
            throw new IllegalArgumentException("saturation, tasks for each thread and transfer speed must be positive,"
                    + " got " + saturation + ", " + assignedPerThread + " and " + transferBytesPerSecond);
        }
        if (shortAssignedPerThread < assignedPerThread || ahead.isNegative()) {
            throw new IllegalArgumentException("a thread has at least as many short tasks as others, and time must not"
                    + " be negative, got " + shortAssignedPerThread + " short ones, " + assignedPerThread
                    + " others and " + ahead + " in advance");
        }
    }

    public PlacementSettings withSaturation(double changed) {
        return new PlacementSettings(changed, assignedPerThread, shortAssignedPerThread, ahead, transferBytesPerSecond);
    }

    /// The same for short tasks as for long ones.
    public PlacementSettings withAssignedPerThread(int changed) {
        return new PlacementSettings(saturation, changed, changed, ahead, transferBytesPerSecond);
    }
}
