package io.quern.cli;

import io.quern.cli.daemon.CredentialsCommand;
import io.quern.cli.daemon.SchedulerCommand;
import io.quern.cli.daemon.WorkerCommand;
import io.quern.cli.example.ExampleCommand;
import io.quern.core.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The root command. New commands are added to `subcommands` here, and nowhere else.
@Command(
        name = "quern",
        description = "A distributed task scheduler and lazy DataFrame library for the JVM.",
        subcommands = {
            SchedulerCommand.class,
            WorkerCommand.class,
            CredentialsCommand.class,
            ExampleCommand.class,
            ConfigCommand.class
        },
        versionProvider = QuernCommand.VersionLine.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        scope = ScopeType.INHERIT)
final class QuernCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of what went wrong.")
    private boolean verbose;

    /// Returns the root command that the given command was called through.
    static QuernCommand of(CommandLine command) {
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root.getCommand();
    }

    boolean isVerbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? " + spec.subcommands().keySet());
    }

    /// Says which Quern this is and on which Java it runs.
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"quern " + Version.number() + " (Java " + Runtime.version() + ")"};
        }
    }
}
