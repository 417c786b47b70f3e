package io.quern.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// The program `quern`: parses, runs one command, exits with its [ExitCode].
public final class Main {
    private static final String LOG_LEVEL = "quern.log.level";

    private Main() {}

    public static void main(String[] arguments) {
        quietPrograms(arguments);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(new CommandLine(new QuernCommand()), out, err, arguments));
    }

    /// Before the first logger is made: what an example prints is the example's, and operators' lines are not for it.
    private static void quietPrograms(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("example") && System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "WARN");
            System.setProperty(LOG_LEVEL + ".scheduler", "ERROR");
        }
    }

    /// Runs one command and returns its exit code; does not exit the JVM.
    static int run(CommandLine root, PrintWriter out, PrintWriter err, String... arguments) {
        CommandErrors errors = new CommandErrors();
        int exitCode = root.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }
}
