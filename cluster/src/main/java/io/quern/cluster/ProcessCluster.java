package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.shipping.ClassPath;
import io.quern.client.shipping.CodeShipper;
import io.quern.client.shipping.ProgramCode;
import io.quern.client.shipping.WorkerLibraries;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Credentials;
import io.quern.core.access.RoleTokens;
import io.quern.core.code.BlobStore;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.message.Role;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.code.CodeDepot;
import io.quern.worker.nanny.ChildSurroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A scheduler in this JVM and worker JVMs on this machine, joined by loopback. Workers that die are started
/// again.
///
/// The workers have the program's class path, so of its code only what is in no jar or folder travels: classes of
/// jshell, and of `java Program.java`.
///
/// None outlives the program: [#close()] stops them, a shutdown hook does where the program is interrupted, and
/// where it is killed they see their standard input end.
public final class ProcessCluster extends Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessCluster.class);
    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    private final StartedParts parts;
    private final Thread hook;

    private ProcessCluster(Client client, StartedParts parts, Thread hook) {
        super(client);
        this.parts = parts;
        this.hook = hook;
    }

    /// Starts the scheduler and the workers; jobs may be submitted at once and wait for the first worker.
    public static ProcessCluster start(ProcessClusterOptions options) {
        StartedParts parts = new StartedParts();
        Thread hook = new Thread(parts::close, "quern-process-cluster-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return new ProcessCluster(start(options, parts), parts, hook);
        } catch (RuntimeException | Error e) {
            close(parts, hook);
            throw e;
        }
    }

    private static Client start(ProcessClusterOptions options, StartedParts parts) {
        Clock clock = new SystemClock();
        ClusterSettings settings = ClusterSettings.ofThisProcess();
        SecureRandom random = new SecureRandom();
        RoleTokens tokens = RoleTokens.random(random);
        TcpTransport transport = new ClusterAccess(LOOPBACK, Credentials.of(tokens))
                .transport("program", ProgramClasses.loader(), settings.transport(), clock);
        parts.add(transport::close);
        SchedulerServer scheduler = new SchedulerServer(settings.scheduler(), clock, keepCode(settings, parts));
        parts.add(scheduler::close);
        String address = scheduler.start(transport, LOOPBACK);
        ConnectionFile whole = new ConnectionFile(List.of(address), tokens, null);
        Path file = writeConnectionFile(whole.forRole(Role.WORKER), parts);
        WorkerNannies nannies = new WorkerNannies(clock);
        List<Path> classPath = ClassPath.of(WorkerProcess.class.getClassLoader());
        ChildSurroundings surroundings = options.surroundings().withDefaultClassPath(settings.workerClassPath());
        parts.add(nannies::close);
        ProgramCode code = new ProgramCode(ProgramClasses.loader(), WorkerLibraries.ofEntries(classPath));
        Client client = Client.connect(
                transport,
                address,
                Role.CLIENT,
                "program",
                new JobIdSource(clock, random),
                settings.client(),
                new CodeShipper(transport, address, code));
        parts.add(client::close);
        for (int i = 0; i < options.workers(); i++) {
            CodeFolder folder = CodeFolder.temporary();
            parts.add(folder::close);
            nannies.start(
                    WorkerProcess.Settings.onThisMachine(
                            "worker-" + i, options.threads(), options.memory(), file, address, folder.path()),
                    classPath,
                    surroundings);
        }
        Thread.ofVirtual().name("quern-process-cluster-watch").start(() -> awaitLastWorker(nannies, client));
        return client;
    }

    private static CodeDepot keepCode(ClusterSettings settings, StartedParts parts) {
        CodeFolder folder = CodeFolder.temporary();
        parts.add(folder::close);
        BlobStore store = BlobStore.open(folder.path(), settings.codeBytesMax());
        parts.add(store::close);
        return new CodeDepot(store);
    }

    /// In a folder of its own that nobody else may enter.
    private static Path writeConnectionFile(ConnectionFile connection, StartedParts parts) {
        try {
            Path folder = Files.createTempDirectory("quern-cluster-");
            parts.add(() -> remove(folder));
            Path file = folder.resolve("connection.json");
            parts.add(() -> remove(file));
            connection.write(file);
            return file;
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot make a folder for the connection file in " + System.getProperty("java.io.tmpdir") + ": " + e
                            + "; set -Djava.io.tmpdir to a folder that can be written",
                    e);
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", path, e.toString());
        }
    }

    /// Ends the jobs when no worker is left that could run them.
    private static void awaitLastWorker(WorkerNannies nannies, Client client) {
        try {
            String last = nannies.awaitLast();
            client.abandon(new QuernException(ErrorCode.RESOURCES, "no worker process is left: " + last));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(parts, hook);
    }

    private static void close(StartedParts parts, Thread hook) {
        parts.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("closed while the JVM shuts down", shuttingDown);
        }
    }
}
