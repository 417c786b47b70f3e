package io.quern.cli.option;

import io.quern.cli.outcome.MisuseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Lets addresses off this machine do without TLS. It takes two words, one of them in the environment, so that
/// nobody does it by a copied command, and root never may.
public final class InsecureOption {
    static final String VARIABLE = "QUERN_ALLOW_INSECURE";

    private static final String SAFE_WAYS =
            "the two safe ways: leave --insecure out, then token and certificate are made"
                    + " by themselves and the path of the connection file is printed; or listen at 127.0.0.1 and come through"
                    + " a tunnel (ssh -L)";

    @Option(
            names = "--insecure",
            description = "Do without TLS off this machine; takes " + VARIABLE + "=1 as well, and is not for root.")
    private boolean isAsked;

    /// Whether TLS may be missing; warns in red where it may.
    ///
    /// @throws MisuseException if it is asked for and not allowed
    public boolean isAllowed(CommandSpec spec) {
        if (!isAllowed(isAsked, System.getenv(), isRoot())) {
            return false;
        }
        spec.commandLine()
                .getErr()
                .println(Ansi.AUTO.string("@|bold,red WARNING: --insecure: everybody on the network can read and change"
                        + " all that travels off this machine|@"));
        spec.commandLine().getErr().flush();
        return true;
    }

    static boolean isAllowed(boolean isAsked, Map<String, String> environment, boolean isRoot) {
        if (!isAsked) {
            return false;
        }
        if (isRoot) {
            throw new MisuseException(
                    "--insecure is refused under root: without TLS everybody on the network could run "
                            + "programs as root here; " + SAFE_WAYS);
        }
        if (!"1".equals(environment.get(VARIABLE))) {
            throw new MisuseException("--insecure lets everybody on the network read and change all that travels, so it"
                    + " takes " + VARIABLE + "=1 in the environment as well; " + SAFE_WAYS);
        }
        return true;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noSuchSystem) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
