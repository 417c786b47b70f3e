package io.quern.cli.example;

import io.quern.cli.outcome.ExitCode;
import io.quern.examples.events.EventsGenerator;
import io.quern.examples.events.EventsOptions;
import io.quern.examples.events.EventsProfile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Writes events to try the events example on.
@Command(
        name = "generate-events",
        description = "Writes page-view events as gzip Parquet; the same options give the same bytes.")
public final class GenerateEventsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Events in all (${DEFAULT-VALUE}).")
    private long rows;

    @Option(
            names = "--files-per-hour",
            paramLabel = "K",
            defaultValue = "1",
            description = "Files of one customer in one hour (${DEFAULT-VALUE}).")
    private int filesPerHour;

    @Option(names = "--customers", paramLabel = "C", defaultValue = "1", description = "Customers (${DEFAULT-VALUE}).")
    private int customers;

    @Option(
            names = "--profile",
            paramLabel = "P",
            defaultValue = "seed",
            description = "What the events look like: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private EventsProfile profile = EventsProfile.SEED;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of the random numbers (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder that is new or empty.")
    private Path output = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        int files =
                new EventsGenerator(new EventsOptions(rows, filesPerHour, customers, profile, seed, output)).generate();
        spec.commandLine()
                .getOut()
                .println(String.format(
                        Locale.ROOT, "%,d %s events in %,d files under %s", rows, profile, files, output));
        return ExitCode.DONE;
    }
}
