package io.quern.cli.example;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Groups the examples.
@Command(
        name = "example",
        description = "Runs a bundled example.",
        synopsisSubcommandLabel = "EXAMPLE",
        subcommands = {EventsCommand.class, GenerateEventsCommand.class})
public final class ExampleCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which example? " + spec.subcommands().keySet());
    }
}
