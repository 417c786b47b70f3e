package io.quern.core.config;

/// A worker's own settings.
///
/// @param threads tasks that it runs at once; 0 means one for each processor
/// @param memoryBytes limit of its processes together
public record WorkerSettings(int threads, long memoryBytes) {
    public static WorkerSettings from(Configuration configuration) {
        return new WorkerSettings(
                configuration.get(Settings.WORKER_THREADS), configuration.get(Settings.WORKER_MEMORY));
    }
}
