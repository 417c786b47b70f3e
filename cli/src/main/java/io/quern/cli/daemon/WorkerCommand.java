package io.quern.cli.daemon;

import io.quern.cli.option.CommandConfiguration;
import io.quern.cli.option.ConnectionOption;
import io.quern.cli.outcome.ExitCode;
import io.quern.cluster.ClusterAccess;
import io.quern.cluster.ClusterSettings;
import io.quern.cluster.CodeFolder;
import io.quern.cluster.MachineAddresses;
import io.quern.cluster.WorkerProcess;
import io.quern.core.config.ByteSize;
import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.error.QuernException;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.worker.nanny.ChildExit;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.ContainerLimit;
import io.quern.worker.nanny.MemorySplit;
import io.quern.worker.nanny.Nanny;
import io.quern.worker.nanny.NannyOptions;
import io.quern.worker.nanny.NannyReport;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a worker, as the nanny of the JVM that does the work, until it is asked to stop.
@Command(name = "worker", description = "Runs a worker until SIGTERM or Ctrl-C. Its JVM is started again when it dies.")
public final class WorkerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "ADDRESS",
            description = "The scheduler, tcp://HOST:PORT or tls://HOST:PORT (the address in the connection file).")
    private @Nullable String address;

    @Mixin
    private ConnectionOption connection = new ConnectionOption();

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "Address of this machine at which other workers and clients fetch results (the one from which "
                            + "it reaches the scheduler).")
    private @Nullable String host;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Tasks to run at once (worker.threads, one a processor).")
    private @Nullable String threads;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "What all its processes may use (worker.memory, the limit of its container, else 2GiB).")
    private @Nullable String memory;

    @Option(
            names = "--resources",
            paramLabel = "NAME=AMOUNT",
            description = "Abstract amounts for tasks that ask for them, such as GPU=2,licence=1 (worker.resources).")
    private @Nullable String resources;

    @Option(
            names = "--preload",
            paramLabel = "CLASS",
            description =
                    "Start-up code: classes, separated by commas, of hooks that run before it joins (worker.preload).")
    private @Nullable String preload;

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description = "Jars and folders that its JVM has besides its own (worker.class-path).")
    private @Nullable String classPath;

    @Option(
            names = "--environment",
            paramLabel = "NAME=VALUE",
            description = "A variable for its JVM; may be given again. It has those of this command anyway, which is "
                    + "where a secret belongs: others can read what is on a command line.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option for its JVM, such as --java-option=-Dkey=value; may be given again.")
    private List<String> javaOptions = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "What logs call it (worker-PID).")
    private String name = "worker-" + ProcessHandle.current().pid();

    private static long memoryBytes(Configuration configuration) {
        long configured = configuration.get(Settings.WORKER_MEMORY);
        if (configured != Settings.MEMORY_OF_CONTAINER) {
            return configured;
        }
        long limit = ContainerLimit.memoryBytes();
        if (limit < MemorySplit.LEAST_BYTES) {
            throw QuernException.user("the container that this worker runs in may use " + ByteSize.format(limit)
                    + " of memory, and a worker needs at least " + ByteSize.format(MemorySplit.LEAST_BYTES)
                    + "; give the container that much or more");
        }
        return limit;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = new CommandConfiguration()
                .option(Settings.WORKER_THREADS, threads)
                .option(Settings.WORKER_MEMORY, memory)
                .option(Settings.WORKER_RESOURCES, resources)
                .option(Settings.WORKER_PRELOAD, preload)
                .option(Settings.WORKER_CLASS_PATH, classPath)
                .load();
        Clock clock = new SystemClock();
        int configured = configuration.get(Settings.WORKER_THREADS);
        ClusterAccess access = connection.resolve(spec, address, clock);
        String dataAddress = MachineAddresses.dataAddress(access.address(), host);
        CodeFolder folder = CodeFolder.ofWorker(configuration, name);
        WorkerProcess.Settings settings = new WorkerProcess.Settings(
                name,
                configured == 0 ? Runtime.getRuntime().availableProcessors() : configured,
                MemorySplit.of(memoryBytes(configuration)),
                connection.file(address),
                access.address(),
                dataAddress,
                access.isPlainAllowed(),
                configuration.get(Settings.WORKER_RESOURCES),
                folder.path());
        Nanny nanny = Nanny.start(
                NannyOptions.of(name, settings.memory().lastResortBytes()),
                settings.command(surroundings(configuration)),
                clock,
                this::report);
        StopSignal signal = StopSignal.onSignal(() -> {
            nanny.close();
            folder.close();
        });
        ChildExit exit;
        try {
            exit = nanny.awaitEnd();
        } finally {
            folder.close();
        }
        signal.ending();
        return switch (exit.code()) {
            case ChildExit.TOLD_CODE -> ExitCode.DONE;
            case ChildExit.MISUSE_CODE -> ExitCode.MISUSE;
            default -> ExitCode.FAILED;
        };
    }

    private ChildSurroundings surroundings(Configuration configuration) {
        ChildSurroundings given =
                new ChildSurroundings(environment, javaOptions, new ClusterSettings(configuration).workerClassPath());
        return preload == null ? given : given.withVariable(Settings.WORKER_PRELOAD.environmentVariable(), preload);
    }

    private void report(NannyReport report) {
        switch (report) {
            case NannyReport.Started started -> LOG.debug("{} runs as process {}", name, started.pid());
            case NannyReport.Line line -> {
                PrintWriter writer = line.isError()
                        ? spec.commandLine().getErr()
                        : spec.commandLine().getOut();
                writer.println(line.text());
                writer.flush();
            }
            case NannyReport.Died died -> LOG.debug("{}, process {}, {}", name, died.pid(), died.exit());
        }
    }
}
