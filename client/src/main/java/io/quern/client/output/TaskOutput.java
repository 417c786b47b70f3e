package io.quern.client.output;

import io.quern.core.task.OutputLine;
import io.quern.core.task.RunOutput;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;

/// What the runs of a task have written to `System.out` and `System.err`, as far as their workers have kept it: the
/// beginning and the end of each run. What died with a worker is not among it.
///
/// @param key of the task
/// @param runs those that wrote something, by attempt, each with its worker and its lines
/// @param notes why there may have been more: workers that could not be asked, or that capture nothing
public record TaskOutput(String key, List<RunOutput> runs, List<String> notes) {
    public TaskOutput {
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
    }

    /// The texts of all lines of all runs, oldest attempt first.
    public List<String> lines() {
        return runs.stream()
                .flatMap(run -> run.lines().stream())
                .map(OutputLine::text)
                .toList();
    }

    /// All of it for people: a heading for each run, then its lines with stream and time.
    public String text() {
        StringJoiner text = new StringJoiner("\n");
        for (RunOutput run : runs) {
            text.add(key + ", attempt " + run.attempt() + ", on " + run.worker());
            run.lines().forEach(line -> text.add("  " + line(line)));
        }
        if (runs.isEmpty()) {
            text.add(key + " has written nothing that is kept");
        }
        Stream.of(notes).flatMap(List::stream).forEach(note -> text.add("(" + note + ")"));
        return text.toString();
    }

    private static String line(OutputLine line) {
        return switch (line.source()) {
            case GAP -> line.text();
            case OUT, ERR ->
                Instant.ofEpochMilli(line.wallMillis()) + " "
                        + line.source().name().toLowerCase(Locale.ROOT) + "  " + line.text();
        };
    }
}
