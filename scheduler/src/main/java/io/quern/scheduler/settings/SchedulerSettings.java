package io.quern.scheduler.settings;

import java.time.Duration;

/// The settings of a scheduler.
///
/// @param progressInterval least time between two progress notices of a job
/// @param isTaskLogged whether the start and the end of every task are logged
/// @param isChecked whether the whole state is checked after every event: for finding a defect, at the price of time in
///     proportion to all known tasks
public record SchedulerSettings(
        PlacementSettings placement,
        FailureSettings failure,
        LimitSettings limits,
        Duration progressInterval,
        boolean isTaskLogged,
        boolean isChecked) {
    public static final SchedulerSettings DEFAULT = new SchedulerSettings(
            PlacementSettings.DEFAULT,
            FailureSettings.DEFAULT,
            LimitSettings.DEFAULT,
            Duration.ofMillis(250),
            false,
            false);

    public SchedulerSettings {
        if (progressInterval.isNegative()) {
            throw new IllegalArgumentException("the progress interval must not be negative, got " + progressInterval);
        }
    }

    public SchedulerSettings withTasksLogged(boolean isLogged) {
        return new SchedulerSettings(placement, failure, limits, progressInterval, isLogged, isChecked);
    }

    public SchedulerSettings withFailure(FailureSettings changed) {
        return new SchedulerSettings(placement, changed, limits, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withPlacement(PlacementSettings changed) {
        return new SchedulerSettings(changed, failure, limits, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withLimits(LimitSettings changed) {
        return new SchedulerSettings(placement, failure, changed, progressInterval, isTaskLogged, isChecked);
    }

    public SchedulerSettings withChecks() {
        return new SchedulerSettings(placement, failure, limits, progressInterval, isTaskLogged, true);
    }
}
