package io.quern.cluster;

import io.quern.core.config.Settings;
import io.quern.core.error.QuernException;
import io.quern.core.hook.WorkerHook;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.MemorySplit;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// The worker JVMs of a [ProcessCluster].
///
/// @param workers how many
/// @param threads tasks that each runs at once
/// @param memory of each
/// @param surroundings environment, JVM options and class path of each, besides those of the program; without a
///     class path, that of the setting `worker.class-path`
public record ProcessClusterOptions(int workers, int threads, MemorySplit memory, ChildSurroundings surroundings) {
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
        return new ProcessClusterOptions(workers, threads, MemorySplit.of(memoryBytes), ChildSurroundings.NONE);
    }

    /// The same, with variables in the environment of each worker over those of the program. Their values are in no
    /// log.
    ///
    /// @throws QuernException where one has no name
    public ProcessClusterOptions environment(Map<String, String> variables) {
        ChildSurroundings changed = surroundings;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            changed = changed.withVariable(variable.getKey(), variable.getValue());
        }
        return with(changed);
    }

    /// The same, with options of each worker's JVM, such as `-Dkey=value`.
    ///
    /// @throws QuernException where one is none, or sets what follows from other options
    public ProcessClusterOptions jvmOptions(List<String> options) {
        return with(new ChildSurroundings(surroundings.environment(), options, surroundings.classPath()));
    }

    /// The same, with hooks that each worker starts before it joins, instead of those of the setting
    /// `worker.preload`.
    @SafeVarargs
    public final ProcessClusterOptions preload(Class<? extends WorkerHook>... hooks) {
        StringJoiner names = new StringJoiner(",");
        for (Class<? extends WorkerHook> hook : hooks) {
            names.add(hook.getName());
        }
        return with(surroundings.withVariable(Settings.WORKER_PRELOAD.environmentVariable(), names.toString()));
    }

    private ProcessClusterOptions with(ChildSurroundings others) {
        return new ProcessClusterOptions(workers, threads, memory, others);
    }
}
