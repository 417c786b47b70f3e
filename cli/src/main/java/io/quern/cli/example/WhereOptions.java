package io.quern.cli.example;

import io.quern.cli.option.ByteSizeConverter;
import io.quern.cli.option.ConnectionOption;
import io.quern.cli.outcome.MisuseException;
import io.quern.client.JobRunner;
import io.quern.client.SynchronousRunner;
import io.quern.cluster.Cluster;
import io.quern.cluster.LocalCluster;
import io.quern.cluster.RemoteCluster;
import io.quern.core.runtime.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Where a program runs: inside this JVM, on worker JVMs that end with it, or on daemons.
final class WhereOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(
            names = "--scheduler",
            paramLabel = "ADDRESS",
            description = "Run on the cluster of this scheduler, tcp://HOST:PORT or tls://HOST:PORT (with "
                    + "--connection-file, the address in it).")
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

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Tasks at once inside this JVM (the number of processors).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--synchronous", description = "Run every task in the main thread, for debuggers.")
    private boolean isSynchronous;

    /// @throws InterruptedException if that happens while a cluster is waited for
    JobRunner open(Clock clock) throws InterruptedException {
        if (Stream.of(scheduler != null || connection.isGiven(), processes != null, isSynchronous)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new MisuseException(
                    "--scheduler (or --connection-file), --processes and --synchronous exclude each other; give one of them");
        }
        if (threads < 1) {
            throw new MisuseException("--threads " + threads + " is too few; give at least 1");
        }
        if (isSynchronous) {
            return SynchronousRunner.create();
        }
        if (scheduler != null || connection.isGiven()) {
            return RemoteCluster.connect(connection.resolve(spec, scheduler, clock));
        }
        return processes != null ? Cluster.processes(processes, memoryBytes) : LocalCluster.start(threads);
    }
}
