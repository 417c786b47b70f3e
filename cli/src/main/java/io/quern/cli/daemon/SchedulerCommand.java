package io.quern.cli.daemon;

import io.quern.cli.option.CommandConfiguration;
import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import io.quern.cluster.ClusterAccess;
import io.quern.cluster.ClusterSettings;
import io.quern.cluster.CodeFolder;
import io.quern.core.access.ConnectionFile;
import io.quern.core.access.Token;
import io.quern.core.code.BlobStore;
import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.scheduler.SchedulerJournal;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.code.CodeDepot;
import io.quern.scheduler.settings.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs a scheduler until it is asked to stop.
@Command(
        name = "scheduler",
        description = "Runs a scheduler until SIGTERM or Ctrl-C. Workers and clients find it, and are let in, by the "
                + "connection file that it writes.")
public final class SchedulerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen at (scheduler.host, 127.0.0.1).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes any free one (scheduler.port, 8786).")
    private @Nullable String port;

    @Option(names = "--port-file", paramLabel = "FILE", description = "File that gets the port once it listens.")
    private @Nullable Path portFile;

    @Option(
            names = "--connection-file",
            paramLabel = "FILE",
            description = "File that gets address and token (~/.quern/clusters/HOST-PORT.json).")
    private @Nullable Path connectionFile;

    @Mixin
    private JournalOptions journalOptions = new JournalOptions();

    @Option(names = "--log-tasks", description = "Log the start and the end of every task.")
    private boolean isTaskLogged;

    @Override
    public Integer call() throws InterruptedException {
        CommandConfiguration options =
                new CommandConfiguration().option(Settings.SCHEDULER_HOST, host).option(Settings.SCHEDULER_PORT, port);
        journalOptions.addTo(options);
        Configuration configuration = options.load();
        ClusterSettings settings = new ClusterSettings(configuration);
        Clock clock = new SystemClock();
        String asked = "tcp://" + configuration.get(Settings.SCHEDULER_HOST) + ":"
                + configuration.get(Settings.SCHEDULER_PORT);
        ClusterAccess access = new ClusterAccess(asked, token(asked));
        TcpTransport transport =
                access.transport("scheduler", SchedulerCommand.class.getClassLoader(), settings.transport(), clock);
        JournalSettings kept = JournalOptions.settings(configuration);
        SchedulerJournal journal = JournalOptions.open(kept, clock);
        CodeFolder codeFolder = CodeFolder.ofScheduler(
                configuration, journal == null ? null : kept.folder().resolve("code"));
        BlobStore codeStore = BlobStore.open(codeFolder.path(), settings.codeBytesMax());
        SchedulerServer scheduler = new SchedulerServer(
                settings.scheduler().withTasksLogged(isTaskLogged), clock, new CodeDepot(codeStore), journal);
        String address = listen(scheduler, transport, asked);
        Path file = connectionFile != null ? connectionFile : ClusterAccess.defaultFile(address);
        new ConnectionFile(List.of(address), access.token()).write(file);
        writePort(address);
        StopSignal signal = StopSignal.onSignal(() -> {
            stop(scheduler, transport, journal == null ? file : null);
            codeStore.close();
            codeFolder.close();
        });
        if (journal != null) {
            spec.commandLine().getOut().println("journal in " + kept.folder().toAbsolutePath());
        }
        spec.commandLine().getOut().println("scheduler is ready at " + address + ", connection file " + file);
        spec.commandLine().getOut().flush();
        return awaitEnd(scheduler, signal);
    }

    /// The token that a scheduler before this one left in the connection file, so that workers and clients that
    /// wait for it are let in; else a new one.
    private Token token(String asked) {
        Path file = connectionFile != null ? connectionFile : ClusterAccess.defaultFile(asked);
        return Files.exists(file) ? ConnectionFile.read(file).token() : Token.random(new SecureRandom());
    }

    private static String listen(SchedulerServer scheduler, TcpTransport transport, String asked) {
        try {
            return scheduler.start(transport, asked);
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private void writePort(String address) {
        if (portFile == null) {
            return;
        }
        try {
            Path draft = portFile.resolveSibling(portFile.getFileName() + ".tmp");
            Files.writeString(draft, address.substring(address.lastIndexOf(':') + 1) + "\n");
            Files.move(draft, portFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new MisuseException("cannot write --port-file " + portFile + ": " + e, e);
        }
    }

    private static int awaitEnd(SchedulerServer scheduler, StopSignal signal) throws InterruptedException {
        try {
            Throwable defect = scheduler.end().get();
            signal.ending();
            if (defect != null) {
                throw new IllegalStateException("the scheduler stopped at a defect: " + defect.getMessage(), defect);
            }
            return ExitCode.DONE;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scheduler ended in an unknown way", e);
        }
    }

    /// @param file to remove; null where it stays for whoever waits for the next scheduler with this journal
    private static void stop(SchedulerServer scheduler, TcpTransport transport, @Nullable Path file) {
        scheduler.close();
        transport.close();
        if (file == null) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("cannot remove the connection file " + file + ": " + e);
        }
    }
}
