package io.quern.cluster;

import io.quern.client.shipping.ClassPath;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.access.TlsIdentity;
import io.quern.core.code.BlobStore;
import io.quern.core.config.AmountsText;
import io.quern.core.error.QuernException;
import io.quern.core.hook.StartingWorker;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.worker.WorkerOptions;
import io.quern.worker.WorkerServer;
import io.quern.worker.WorkerTimes;
import io.quern.worker.code.JobCodes;
import io.quern.worker.nanny.ChildCommand;
import io.quern.worker.nanny.ChildExit;
import io.quern.worker.nanny.ChildSurroundings;
import io.quern.worker.nanny.MemorySplit;
import io.quern.worker.nanny.OutOfMemoryEnd;
import io.quern.worker.nanny.ParentWatch;
import io.quern.worker.nanny.Predecessor;
import io.quern.worker.output.TaskOutputs;
import io.quern.worker.output.TaskStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The JVM of one worker, started by a nanny and by nobody else. It ends when its nanny does.
public final class WorkerProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private static final int DEFECT_CODE = 1;
    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    private WorkerProcess() {}

    /// What the process is told in its arguments. The secrets stay in the file.
    ///
    /// @param dataAddress where it serves results
    /// @param isPlainAllowed whether addresses off this machine may do without TLS
    /// @param resources abstract amounts that it has for tasks
    /// @param codeFolder where it keeps the code of programs; stays when the process dies, for the one after it
    public record Settings(
            String name,
            int threads,
            MemorySplit memory,
            Path connectionFile,
            String address,
            String dataAddress,
            boolean isPlainAllowed,
            Map<String, Long> resources,
            Path codeFolder) {
        /// Those of a worker whose peers are on this machine all.
        static Settings onThisMachine(
                String name, int threads, MemorySplit memory, Path connectionFile, String address, Path codeFolder) {
            return new Settings(name, threads, memory, connectionFile, address, LOOPBACK, false, Map.of(), codeFolder);
        }

        /// The command that starts the process with the class path of this one.
        ///
        /// @param surroundings what it has besides
        public ChildCommand command(ChildSurroundings surroundings) {
            return command(ClassPath.of(WorkerProcess.class.getClassLoader()), surroundings);
        }

        ChildCommand command(List<Path> classPath, ChildSurroundings surroundings) {
            return ChildCommand.likeThisJvm(
                    WorkerProcess.class.getName(),
                    memory,
                    classPath,
                    surroundings,
                    List.of(
                            name,
                            Integer.toString(threads),
                            Long.toString(memory.memoryBytes()),
                            connectionFile.toAbsolutePath().toString(),
                            address,
                            dataAddress,
                            Boolean.toString(isPlainAllowed),
                            AmountsText.format(resources),
                            codeFolder.toAbsolutePath().toString()));
        }

        static Settings parse(String[] arguments) {
            if (arguments.length != 9) {
                throw new IllegalArgumentException(
                        "a worker process takes name, threads, memory, connection file, address, data address, "
                                + "whether TLS may be missing, resources, and code folder, got "
                                + List.of(arguments) + "; start one with `quern worker`");
            }
            return new Settings(
                    arguments[0],
                    Integer.parseInt(arguments[1]),
                    MemorySplit.of(Long.parseLong(arguments[2])),
                    Path.of(arguments[3]),
                    arguments[4],
                    arguments[5],
                    Boolean.parseBoolean(arguments[6]),
                    AmountsText.parse(arguments[7]),
                    Path.of(arguments[8]));
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Settings settings = Settings.parse(arguments);
        Optional<Predecessor> predecessor = predecessor();
        ParentWatch.begin(System.in, STOP_GRACE);
        System.exit(run(settings, predecessor.orElse(null)));
    }

    private static Optional<Predecessor> predecessor() {
        try {
            return Predecessor.read(System.in);
        } catch (IOException e) {
            LOG.warn("the nanny did not say how the process before this one ended: {}", e.toString());
            return Optional.empty();
        }
    }

    private static int run(Settings settings, @Nullable Predecessor predecessor) throws InterruptedException {
        Clock clock = new SystemClock();
        ClassLoader classes = ProgramClasses.loader();
        try {
            ClusterSettings cluster = ClusterSettings.ofThisProcess();
            TaskOutputs outputs = TaskStream.takeOver(settings.name(), cluster.outputLimits(), clock);
            ClusterAccess access = access(settings, clock);
            // The worker itself tries again, as long as its options say.
            TcpSettings once = cluster.transport().withConnectFor(Duration.ZERO);
            BlobStore store = BlobStore.open(settings.codeFolder(), cluster.codeBytesMax());
            JobCodes codes = JobCodes.travelling(classes, store);
            TcpTransport transport = access.transport(settings.name(), codes, once, clock);
            WorkerOptions options = cluster.worker(WorkerOptions.of(
                            settings.name(),
                            settings.threads(),
                            settings.memory().memoryBytes(),
                            settings.address(),
                            settings.dataAddress())
                    .withResources(settings.resources())
                    .withTimes(WorkerTimes.DEFAULT.withCancelGrace(cluster.cancelGrace()))
                    .withOutOfMemory(OutOfMemoryEnd::now));
            StartedHooks hooks = StartedHooks.start(
                    cluster.preload(),
                    classes,
                    new StartingWorker(options.name(), options.threads(), options.memoryBytes()));
            WorkerServer worker = WorkerServer.start(options, transport, codes, outputs, clock, predecessor);
            // So the worker learns what the process itself takes, before the first result comes.
            System.gc();
            Runnable stop = () -> {
                worker.close();
                hooks.close();
            };
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "quern-worker-stop"));
            worker.awaitRegistered();
            String readyAt = worker.dataAddress().replaceFirst("/[0-9a-f]+$", "");
            System.out.println(
                    "worker " + settings.name() + " is ready at " + readyAt + ", registered at " + settings.address());
            LOG.debug("ended: {}", worker.awaitEnd());
            return worker.isRecycled() ? ChildExit.RECYCLED_CODE : ChildExit.TOLD_CODE;
        } catch (QuernException e) {
            System.err.println("quern worker: " + e.getMessage());
            LOG.debug("the worker ends", e);
            return exitCode(e);
        }
    }

    /// A worker that serves off this machine makes itself a certificate in each life; peers learn its pin from the
    /// scheduler.
    private static ClusterAccess access(Settings settings, Clock clock) {
        Credentials credentials = ConnectionFile.read(settings.connectionFile()).credentials();
        if (settings.dataAddress().startsWith("tls:")) {
            Instant now = Instant.ofEpochMilli(clock.wallMillis());
            credentials = credentials.with(TlsIdentity.generate(new SecureRandom(), now));
        }
        return new ClusterAccess(settings.address(), credentials, settings.isPlainAllowed());
    }

    /// After a defect a new process may do better; where the scheduler is gone or refuses, it would not.
    static int exitCode(QuernException end) {
        return switch (end.code()) {
            case INTERNAL -> DEFECT_CODE;
            case USER -> ChildExit.MISUSE_CODE;
            case RESOURCES, NETWORK -> ChildExit.FINAL_CODE;
        };
    }
}
