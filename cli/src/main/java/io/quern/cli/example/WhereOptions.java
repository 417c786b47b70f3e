package io.quern.cli.example;

import io.quern.cli.ByteSizeConverter;
import io.quern.cli.ConnectionOption;
import io.quern.cli.MisuseException;
import io.quern.cluster.Cluster;
import io.quern.cluster.LocalCluster;
import io.quern.cluster.RemoteCluster;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where a program runs: inside this JVM, on worker JVMs that end with it, or on daemons.
final class WhereOptions {
    @Option(
            names = "--scheduler",
            paramLabel = "tcp://HOST:PORT",
            description = "Run on the cluster of this scheduler.")
    private @Nullable String scheduler;

    @Mixin
    private ConnectionOption connection = new ConnectionOption();

    @Option(names = "--processes", paramLabel = "N", description = "Run on N worker JVMs that are started here.")
    private @Nullable Integer processes;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "1GiB",
            converter = ByteSizeConverter.class,
            description = "What each of them may use (${DEFAULT-VALUE}).")
    private long memoryBytes;

    @Option(names = "--threads", description = "Tasks at once inside this JVM (the number of processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    Cluster open() {
        if (scheduler != null && processes != null) {
            throw new MisuseException("--scheduler and --processes exclude each other; leave one out");
        }
        if (threads < 1) {
            throw new MisuseException("--threads " + threads + " is too few; give at least 1");
        }
        if (scheduler != null) {
            return RemoteCluster.connect(connection.resolve(scheduler));
        }
        return processes != null ? Cluster.processes(processes, memoryBytes) : LocalCluster.start(threads);
    }
}
