package io.quern.scheduler.settings;

import java.time.Duration;

/// The settings of a scheduler.
///
/// @param clientLease how long the session of a client that is gone waits for it
/// @param progressInterval least time between two progress notices of a job
/// @param isTaskLogged whether the start and the end of every task are logged
/// @param isChecked whether the whole state is checked after every event: for finding a defect, at the price of time in
///     proportion to all known tasks
public record SchedulerSettings(
        PlacementSettings placement,
        FailureSettings failure,
        LimitSettings limits,
        Duration clientLease,
        Duration progressInterval,
        boolean isTaskLogged,
        boolean isChecked) {
    public static final SchedulerSettings DEFAULT = new SchedulerSettings(
            PlacementSettings.DEFAULT,
            FailureSettings.DEFAULT,
            LimitSettings.DEFAULT,
            Duration.ofSeconds(30),
            Duration.ofMillis(250),
            false,
            false);

    public SchedulerSettings {
        if (progressInterval.isNegative() || clientLease.isNegative()) {
            throw new IllegalArgumentException("progress interval and lease of clients must not be negative, got "
                    + progressInterval + " and " + clientLease);
        }
    }

    public SchedulerSettings withTasksLogged(boolean isLogged) {
        return new SchedulerSettings(placement, failure, limits, clientLease, progressInterval, isLogged, isChecked);
    }

    public SchedulerSettings withFailure(FailureSettings changed) {
        return new SchedulerSettings(
                placement, changed, limits, clientLease, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withPlacement(PlacementSettings changed) {
        return new SchedulerSettings(changed, failure, limits, clientLease, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withLimits(LimitSettings changed) {
        return new SchedulerSettings(
                placement, failure, changed, clientLease, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withClientLease(Duration changed) {
        return new SchedulerSettings(placement, failure, limits, changed, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withChecks() {
        return new SchedulerSettings(placement, failure, limits, clientLease, progressInterval, isTaskLogged, true);
    }
}
