package io.quern.cli.option;

import io.quern.cli.outcome.MisuseException;
import io.quern.cluster.ClusterAccess;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// How a worker or a client program names its cluster: by a connection file, by the scheduler's address, or by
/// both.
public final class ConnectionOption {
    private static final String DEFAULT_ADDRESS = "tcp://127.0.0.1:8786";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--connection-file",
            paramLabel = "FILE",
            description = "File with the scheduler's address and secrets (~/.quern/clusters/HOST-PORT.json).")
    private @Nullable Path connectionFile;

    @Mixin
    private InsecureOption insecure = new InsecureOption();

    /// Whether a file was named.
    public boolean isGiven() {
        return connectionFile != null;
    }

    /// The file that holds the secrets for a scheduler.
    ///
    /// @param address of the scheduler, null where the file is to say it
    public Path file(@Nullable String address) {
        return connectionFile != null
                ? connectionFile
                : ClusterAccess.defaultFile(address != null ? address : DEFAULT_ADDRESS);
    }

    /// Address and secrets. An address that is given outright holds; its secrets are the file's. A file that is not
    /// there yet is waited for as long as a scheduler that does not answer yet: both may be starting. It is looked
    /// for every 50 ms: its folder may not be there yet either, so there is nothing to watch.
    ///
    /// @throws MisuseException if the address is none, or the file does not appear
    /// @throws io.quern.core.error.QuernException if the file cannot be used
    public ClusterAccess resolve(CommandSpec spec, @Nullable String address, Clock clock) throws InterruptedException {
        if (address != null && !address.matches("(tcp|tls)://(\\[[^]]+]|[^/:\\[\\]]+):\\d{1,5}")) {
            throw new MisuseException(
                    "'" + address + "' is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT");
        }
        boolean isPlainAllowed = insecure.isAllowed(spec);
        Path path = file(address);
        if (!new Waiting(clock).until(() -> Files.exists(path), PATIENCE)) {
            throw new MisuseException("there is no connection file " + path + " (looked for it for "
                    + PATIENCE.toSeconds() + " s); is the scheduler running? give --connection-file the file that the "
                    + "scheduler named when it started");
        }
        ClusterAccess file = ClusterAccess.read(path).withPlainAllowed(isPlainAllowed);
        return address == null ? file : file.at(address);
    }
}
