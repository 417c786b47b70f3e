package io.quern.cluster;

import io.quern.client.Client;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Token;
import io.quern.core.error.ErrorCode;
import io.quern.core.error.QuernException;
import io.quern.core.key.JobIdSource;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpSettings;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.settings.SchedulerSettings;
import io.quern.worker.nanny.Nanny;
import io.quern.worker.nanny.NannyOptions;
import io.quern.worker.nanny.NannyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A scheduler in this JVM and worker JVMs on this machine, joined by loopback. Workers that die are started again.
///
/// None outlives the program: [#close()] stops them, a shutdown hook does where the program is interrupted, and where
/// it
/// is killed they see their standard input end.
public final class ProcessCluster extends Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessCluster.class);
    private static final String LOOPBACK = "tcp://127.0.0.1:0";

    private final TcpTransport transport;
    private final SchedulerServer scheduler;
    private final Path connectionFile;
    private final List<Nanny> nannies = new ArrayList<>();
    private final Thread hook = new Thread(this::stop, "quern-process-cluster-stop");
    private boolean isStopped;

    private ProcessCluster(Client client, TcpTransport transport, SchedulerServer scheduler, Path connectionFile) {
        super(client);
        this.transport = transport;
        this.scheduler = scheduler;
        this.connectionFile = connectionFile;
    }

    /// Starts the scheduler and the workers; jobs may be submitted at once and wait for the first worker.
    public static ProcessCluster start(ProcessClusterOptions options) {
        Clock clock = new SystemClock();
        SecureRandom random = new SecureRandom();
        Token token = Token.random(random);
        TcpTransport transport = new ClusterAccess(LOOPBACK, token)
                .transport("program", ProgramClasses.loader(), TcpSettings.DEFAULT, clock);
        SchedulerServer scheduler = new SchedulerServer(SchedulerSettings.DEFAULT, clock);
        String address = scheduler.start(transport, LOOPBACK);
        Path file = writeConnectionFile(new ConnectionFile(List.of(address), token));
        Client client = Client.connect(transport, address, "program", new JobIdSource(clock, random));
        ProcessCluster cluster = new ProcessCluster(client, transport, scheduler, file);
        Runtime.getRuntime().addShutdownHook(cluster.hook);
        for (int i = 0; i < options.workers(); i++) {
            WorkerProcess.Settings worker =
                    new WorkerProcess.Settings("worker-" + i, options.threads(), options.memory(), file, address);
            cluster.nannies.add(Nanny.start(
                    NannyOptions.of(worker.name()), worker.command(), clock, report -> log(worker.name(), report)));
        }
        Thread.ofVirtual().name("quern-process-cluster-watch").start(cluster::awaitLastWorker);
        return cluster;
    }

    /// In a folder of its own that nobody else may enter.
    private static Path writeConnectionFile(ConnectionFile connection) {
        try {
            Path file = Files.createTempDirectory("quern-cluster-").resolve("connection.json");
            connection.write(file);
            return file;
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot make a folder for the connection file in " + System.getProperty("java.io.tmpdir") + ": " + e
                            + "; set -Djava.io.tmpdir to a folder that can be written",
                    e);
        }
    }

    private static void log(String worker, NannyReport report) {
        switch (report) {
            case NannyReport.Started started -> LOG.debug("{} runs as process {}", worker, started.pid());
            case NannyReport.Line line -> LOG.info("{}: {}", worker, line.text());
            case NannyReport.Died died -> LOG.debug("{}, process {}, {}", worker, died.pid(), died.exit());
        }
    }

    /// Ends the jobs when no worker is left that could run them.
    private void awaitLastWorker() {
        String last = "";
        for (Nanny nanny : List.copyOf(nannies)) {
            try {
                last = nanny.awaitEnd().toString();
            } catch (QuernException gaveUp) {
                last = String.valueOf(gaveUp.getMessage());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        client().abandon(new QuernException(ErrorCode.RESOURCES, "no worker process is left: " + last));
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            LOG.debug("closed while the JVM shuts down", shuttingDown);
        }
    }

    private synchronized void stop() {
        if (isStopped) {
            return;
        }
        isStopped = true;
        client().close();
        nannies.parallelStream().forEach(Nanny::close);
        scheduler.close();
        transport.close();
        try {
            Files.deleteIfExists(connectionFile);
            Files.deleteIfExists(connectionFile.toAbsolutePath().getParent());
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", connectionFile, e.toString());
        }
    }
}
