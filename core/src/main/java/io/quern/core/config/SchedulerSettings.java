package io.quern.core.config;

/// A scheduler's own settings.
///
/// @param host where it listens
/// @param port 0 for any free one
/// @param taskDeathsMax deaths of workers after which a task that ran there fails
public record SchedulerSettings(String host, int port, int taskDeathsMax) {
    public static SchedulerSettings from(Configuration configuration) {
        return new SchedulerSettings(
                configuration.get(Settings.SCHEDULER_HOST),
                configuration.get(Settings.SCHEDULER_PORT),
                configuration.get(Settings.TASK_DEATHS_MAX));
    }
}
