package io.quern.cli.daemon;

import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes the secrets of a cluster before the cluster.
@Command(
        name = "credentials",
        description =
                "Makes the secrets of a cluster before it runs, for systems that hand out files: scheduler.json and "
                        + "scheduler.key for 'quern scheduler --credentials', and worker.json, client.json and viewer.json, "
                        + "connection files for machines that are to have one role.")
public final class CredentialsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Gets the files; made where it is not there.")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private Path folder;

    @Option(
            names = "--address",
            paramLabel = "tls://HOST:PORT",
            description = "Where workers and clients will find the scheduler.")
    private List<String> addresses = List.of();

    @Option(
            names = "--rotate",
            description = "Make new tokens in a folder that is there. The scheduler takes the old ones as well, until "
                    + "the next time.")
    private boolean isRotation;

    @Override
    public Integer call() {
        Clock clock = new SystemClock();
        if (isRotation) {
            PreparedFolder.rotate(folder, new SecureRandom());
        } else {
            if (addresses.isEmpty()) {
                throw new MisuseException("which scheduler? give --address tls://HOST:PORT");
            }
            for (String address : addresses) {
                if (!address.matches("tls://(\\[[^]]+]|[^/:\\[\\]]+):\\d{1,5}")) {
                    throw new MisuseException("'" + address + "' is no address with TLS; write tls://HOST:PORT");
                }
            }
            PreparedFolder.create(folder, addresses, new SecureRandom(), Instant.ofEpochMilli(clock.wallMillis()));
        }
        spec.commandLine()
                .getOut()
                .println("wrote scheduler.json, scheduler.key, worker.json, client.json and viewer.json in " + folder);
        spec.commandLine().getOut().flush();
        return ExitCode.DONE;
    }
}
