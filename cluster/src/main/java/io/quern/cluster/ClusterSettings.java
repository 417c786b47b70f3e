package io.quern.cluster;

import io.quern.client.options.ClientSettings;
import io.quern.core.config.Configuration;
import io.quern.core.config.LivenessSettings;
import io.quern.core.config.MemorySettings;
import io.quern.core.config.Settings;
import io.quern.core.config.SpillSettings;
import io.quern.core.config.TransportSettings;
import io.quern.core.error.QuernException;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.scheduler.settings.FailureSettings;
import io.quern.scheduler.settings.LimitSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerTimes;
import io.quern.worker.output.OutputLimits;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What the parts of a cluster are told by one configuration, the same for daemons and for clusters of a program.
public record ClusterSettings(Configuration configuration) {
    /// Graphs may have this part of the heap; arguments, messages and records of the journal want some too.
    private static final int GRAPHS_OF_HEAP = 2;

    /// The settings of this process: environment, `quern.properties` in the working folder, defaults.
    ///
    /// @throws QuernException with all mistakes of all sources
    public static ClusterSettings ofThisProcess() {
        return new ClusterSettings(Configuration.builder()
                .environment(System.getenv())
                .folder(Path.of(""))
                .build());
    }

    public TcpSettings transport() {
        return TcpSettings.of(TransportSettings.from(configuration));
    }

    public SchedulerSettings scheduler() {
        LivenessSettings liveness = LivenessSettings.from(configuration);
        int deathsMax = configuration.get(Settings.TASK_DEATHS_MAX);
        long graphBytesMax = Runtime.getRuntime().maxMemory() / GRAPHS_OF_HEAP;
        return SchedulerSettings.DEFAULT
                .withLimits(LimitSettings.DEFAULT.withGraphBytesMax(graphBytesMax))
                .withClientLease(configuration.get(Settings.CLIENT_LEASE))
                .withFailure(new FailureSettings(
                        liveness.suspectAfter(),
                        liveness.deadAfter(),
                        Math.max(1, deathsMax - 1),
                        deathsMax,
                        configuration.get(Settings.NO_WORKER_MAX),
                        FailureSettings.DEFAULT.inputLossesMax(),
                        configuration.get(Settings.INVENTORY_EVERY)));
    }

    public ClientSettings client() {
        return ClientSettings.DEFAULT.withLease(configuration.get(Settings.CLIENT_LEASE));
    }

    /// What code of programs may take on the disk of one process.
    public long codeBytesMax() {
        return configuration.get(Settings.CODE_STORE_MAX);
    }

    /// How long a worker process bears a cancelled run that goes on.
    public Duration cancelGrace() {
        return configuration.get(Settings.WORKER_CANCEL_GRACE);
    }

    /// Classes of the hooks that a worker starts before it joins.
    public List<String> preload() {
        return Stream.of(configuration.get(Settings.WORKER_PRELOAD).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Jars and folders that a worker's JVM has besides its own.
    ///
    /// @throws QuernException USER where one does not exist
    public List<Path> workerClassPath() {
        return Stream.of(configuration.get(Settings.WORKER_CLASS_PATH).split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .map(ClusterSettings::existing)
                .toList();
    }

    private static Path existing(String entry) {
        Path path = Path.of(entry).toAbsolutePath();
        if (!Files.exists(path)) {
            throw QuernException.user("there is no " + path + ", which worker.class-path names; correct the path");
        }
        return path;
    }

    /// What a worker keeps of what its tasks write.
    public OutputLimits outputLimits() {
        long runBytes = configuration.get(Settings.WORKER_OUTPUT_RUN);
        return new OutputLimits(runBytes, Math.max(runBytes, configuration.get(Settings.WORKER_OUTPUT)));
    }

    /// The options with the intervals of these settings.
    public WorkerOptions worker(WorkerOptions options) {
        LivenessSettings liveness = LivenessSettings.from(configuration);
        WorkerTimes times = options.times();
        return options.withTimes(times.withLiveness(liveness.heartbeatEvery(), liveness.orphanAfter())
                        .withPatience(times.connectFor(), configuration.get(Settings.WORKER_RECONNECT_FOR)))
                .withMemory(MemorySettings.from(configuration), SpillSettings.from(configuration));
    }
}
