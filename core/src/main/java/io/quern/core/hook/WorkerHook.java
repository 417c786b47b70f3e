package io.quern.core.hook;

/// Prepares a worker's process for its tasks: loads a native library, opens a pool, checks a licence. Named by the
/// setting `worker.preload`, found on the class path of the worker, made by its public constructor without
/// arguments.
///
/// A worker that was started anew in place of one that died runs its hooks again.
public interface WorkerHook {
    /// Called before the worker joins its cluster, so before any task; hooks are started in the order in which they
    /// are named. What it writes is the worker's output, not that of a task.
    ///
    /// @throws Exception where the worker cannot be used: it does not join, and says so with this hook's name
    void start(StartingWorker worker) throws Exception;

    /// Called when the worker stops, where it still can: not after a kill. The last one that was started is stopped
    /// first.
    ///
    /// @throws Exception which is logged and keeps nothing from stopping
    default void stop() throws Exception {}
}
