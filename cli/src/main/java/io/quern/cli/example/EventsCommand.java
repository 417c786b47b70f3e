package io.quern.cli.example;

import io.quern.cli.outcome.ExitCode;
import io.quern.cli.outcome.MisuseException;
import io.quern.client.JobRunner;
import io.quern.client.progress.ProgressDisplay;
import io.quern.client.progress.ProgressStyle;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.dataframe.DataFrame;
import io.quern.dataframe.Frames;
import io.quern.dataframe.WriteOptions;
import io.quern.dataframe.output.OutputFile;
import io.quern.dataframe.output.OutputSummary;
import io.quern.examples.EventsJob;
import io.quern.examples.EventsJobCustom;
import io.quern.examples.events.EventsGenerator;
import io.quern.examples.events.EventsOptions;
import io.quern.examples.events.EventsProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the events job: on a small sample that it writes itself, or on data that is given.
@Command(
        name = "events",
        description = "Aggregates page-view events to page views, visitors and referrers of each page and hour.")
public final class EventsCommand implements Callable<Integer> {
    private static final int SAMPLE_ROWS = 100_000;
    private static final int RECORDS_SHOWN = 5;
    private static final int WIDTH_DEFAULT = 120;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "Folder, file or mask of events (a sample of " + SAMPLE_ROWS + ").")
    private @Nullable String input;

    @Option(names = "--output", paramLabel = "DIR", description = "Folder for the result (one beside the sample).")
    private @Nullable String output;

    @Option(names = "--overwrite", description = "Replace an output that is there.")
    private boolean isOverwriting;

    @Option(names = "--custom", description = "Use the job's twin with aggregations of its own.")
    private boolean isCustom;

    @Mixin
    private WhereOptions where = new WhereOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (input != null && output == null) {
            throw new MisuseException("--input needs --output: the folder for the result");
        }
        Path sample = Path.of(System.getProperty("java.io.tmpdir"), "quern-example-" + System.getProperty("user.name"));
        String to = output != null ? output : sample.resolve("output").toString();
        WriteOptions options = isOverwriting || output == null ? WriteOptions.overwriting() : WriteOptions.DEFAULT;

        Clock clock = new SystemClock();
        long start = clock.nanoTime();
        ProgressDisplay progress = progress(clock);
        OutputSummary summary;
        // Opened before a sample is written: where the options are refused, nothing is.
        try (JobRunner runner = where.open(clock)) {
            String from = input;
            if (from == null) {
                from = sample(sample.resolve("events"));
                start = clock.nanoTime();
            }
            Frames frames = Frames.on(runner).withProgress(progress);
            DataFrame result = isCustom ? EventsJobCustom.pageHours(frames, from) : EventsJob.pageHours(frames, from);
            summary = result.writeJson(to, options);
        } finally {
            progress.end();
        }
        print(summary, Path.of(to), (clock.nanoTime() - start) / 1e9);
        return ExitCode.DONE;
    }

    /// Writes the sample unless an earlier run has; under its name there is a whole one or none.
    private String sample(Path folder) throws IOException, InterruptedException {
        if (!Files.exists(folder)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("writing a sample of " + SAMPLE_ROWS + " events to " + folder);
            Files.createDirectories(folder.getParent());
            Path draft = Files.createTempDirectory(folder.getParent(), "draft-");
            new EventsGenerator(new EventsOptions(SAMPLE_ROWS, 1, 3, EventsProfile.RICH, 1, draft)).generate();
            try {
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                deleteTree(draft);
                if (!Files.exists(folder)) {
                    throw e;
                }
                out.println("another run has written it meanwhile");
            }
        }
        return folder.toString();
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Progress is no error: the first line that stands on standard error is to be what went wrong, so only a terminal,
    /// whose line it clears, gets it there.
    @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal
    private ProgressDisplay progress(Clock clock) {
        boolean isTerminal = System.console() != null && System.console().isTerminal();
        String columns = System.getenv("COLUMNS");
        int width = columns != null && columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : WIDTH_DEFAULT;
        return new ProgressDisplay(
                "events",
                ProgressStyle.suiting(isTerminal, System.getenv()),
                width,
                isTerminal ? spec.commandLine().getErr() : spec.commandLine().getOut(),
                clock);
    }

    private void print(OutputSummary summary, Path folder, double seconds) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : firstLines(folder, summary)) {
            out.println(line);
        }
        out.println(String.format(
                Locale.ROOT,
                "%,d groups in %.2f s, %,d bytes in %s",
                summary.rows(),
                seconds,
                summary.sizeBytes(),
                folder));
        out.flush();
    }

    private static List<String> firstLines(Path folder, OutputSummary summary) throws IOException {
        for (OutputFile file : summary.files()) {
            if (file.rows() > 0) {
                try (Stream<String> lines = Files.lines(folder.resolve(file.name()))) {
                    return lines.limit(RECORDS_SHOWN).toList();
                }
            }
        }
        return List.of();
    }
}
