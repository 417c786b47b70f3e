package io.quern.cluster;

import io.quern.core.error.QuernException;
import io.quern.worker.nanny.MemorySplit;

/// The worker JVMs of a [ProcessCluster].
///
/// @param workers how many
/// @param threads tasks that each runs at once
/// @param memory of each
public record ProcessClusterOptions(int workers, int threads, MemorySplit memory) {
    public ProcessClusterOptions {
        if (workers < 1 || threads < 1) {
            throw QuernException.user(
                    "a cluster needs at least one worker process with one thread, got " + workers + " with " + threads);
        }
    }

    /// The processors of this machine are shared out evenly, at least one thread a worker.
    ///
    /// @throws QuernException if the memory is less than a worker needs
    public static ProcessClusterOptions of(int workers, long memoryBytes) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
        return new ProcessClusterOptions(workers, threads, MemorySplit.of(memoryBytes));
    }
}
