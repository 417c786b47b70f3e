package io.quern.cli.daemon;

import io.quern.cli.option.CommandConfiguration;
import io.quern.cli.option.InsecureOption;
import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import io.quern.cluster.ClusterAccess;
import io.quern.cluster.ClusterSettings;
import io.quern.cluster.CodeFolder;
import io.quern.cluster.MachineAddresses;
import io.quern.core.access.RoleFiles;
import io.quern.core.code.BlobStore;
import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.message.Role;
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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern ADDRESS = Pattern.compile("(tcp://|tls://)(.*)(:\\d+)");

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
            names = "--advertise",
            paramLabel = "HOST",
            description = "By which others reach this machine; can be given several times (the address it listens at).")
    private List<String> advertised = List.of();

    @Option(
            names = "--connection-file",
            paramLabel = "FILE",
            description = "File that gets addresses and secrets (~/.quern/clusters/HOST-PORT.json).")
    private @Nullable Path connectionFile;

    @Option(
            names = "--role-files",
            paramLabel = "FOLDER",
            description =
                    "Folder that gets worker.json, client.json and viewer.json: connection files for machines that "
                            + "are to have one role.")
    private @Nullable Path roleFolder;

    @Option(
            names = "--credentials",
            paramLabel = "FOLDER",
            description = "Use the secrets that 'quern credentials' made there, and write no connection file.")
    private @Nullable Path preparedFolder;

    @Mixin
    private InsecureOption insecure = new InsecureOption();

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
        String askedHost = configuration.get(Settings.SCHEDULER_HOST);
        int askedPort = configuration.get(Settings.SCHEDULER_PORT);
        boolean isPlainAllowed = insecure.isAllowed(spec);
        boolean isTls = preparedFolder != null || (!MachineAddresses.isLoopback(askedHost) && !isPlainAllowed);
        String asked = (isTls ? "tls://" : "tcp://") + askedHost + ":" + askedPort;
        Clock clock = new SystemClock();
        SchedulerFiles files = files(asked, askedPort, isTls, clock);
        return run(configuration, files, new ClusterAccess(asked, files.credentials(), isPlainAllowed), clock);
    }

    private SchedulerFiles files(String asked, int askedPort, boolean isTls, Clock clock) {
        if (preparedFolder == null) {
            Path place = askedPort == 0 ? connectionFile : place(asked);
            return SchedulerFiles.own(place, isTls, clock);
        }
        if (connectionFile != null || roleFolder != null) {
            throw new MisuseException("with --credentials the files are there already; leave "
                    + (connectionFile != null ? "--connection-file" : "--role-files") + " out");
        }
        return SchedulerFiles.prepared(preparedFolder);
    }

    private Path place(String address) {
        return connectionFile != null ? connectionFile : ClusterAccess.defaultFile(address);
    }

    private int run(Configuration configuration, SchedulerFiles files, ClusterAccess access, Clock clock)
            throws InterruptedException {
        ClusterSettings settings = new ClusterSettings(configuration);
        TcpTransport transport =
                access.transport("scheduler", SchedulerCommand.class.getClassLoader(), settings.transport(), clock);
        JournalSettings kept = JournalOptions.settings(configuration);
        SchedulerJournal journal = JournalOptions.open(kept, clock);
        CodeFolder codeFolder = CodeFolder.ofScheduler(
                configuration, journal == null ? null : kept.folder().resolve("code"));
        BlobStore codeStore = BlobStore.open(codeFolder.path(), settings.codeBytesMax());
        SchedulerServer scheduler = new SchedulerServer(
                settings.scheduler().withTasksLogged(isTaskLogged), clock, new CodeDepot(codeStore), journal);
        String address = listen(scheduler, transport, access.address());
        List<String> addresses = addresses(address);
        Path file = preparedFolder != null ? RoleFiles.path(preparedFolder, Role.CLIENT) : place(address);
        if (!files.isPrepared()) {
            files.publish(addresses, file, roleFolder);
        }
        writePort(address);
        StopSignal signal = StopSignal.onSignal(() -> {
            stop(scheduler, transport);
            if (journal == null) {
                files.remove();
            }
            codeStore.close();
            codeFolder.close();
        });
        if (journal != null) {
            spec.commandLine().getOut().println("journal in " + kept.folder().toAbsolutePath());
        }
        spec.commandLine()
                .getOut()
                .println("scheduler is ready at " + addresses.getFirst() + ", connection file " + file);
        spec.commandLine().getOut().flush();
        return awaitEnd(scheduler, signal);
    }

    /// By which peers reach the address that is listened at.
    private List<String> addresses(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches()) {
            throw new IllegalStateException("the transport listens at " + address);
        }
        List<String> hosts = advertised.isEmpty() ? MachineAddresses.of(parts.group(2)) : advertised;
        return hosts.stream()
                .map(host -> parts.group(1) + host + parts.group(3))
                .toList();
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

    private static void stop(SchedulerServer scheduler, TcpTransport transport) {
        scheduler.close();
        transport.close();
    }
}
