package io.quern.cli;

import io.quern.cli.option.CommandConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Shows every setting with its value and where that came from.
@Command(
        name = "config",
        description =
                "Shows every setting, its value, and where that came from: environment, quern.properties, default.")
final class ConfigCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(new CommandConfiguration().load().describe());
        spec.commandLine().getOut().flush();
    }
}
