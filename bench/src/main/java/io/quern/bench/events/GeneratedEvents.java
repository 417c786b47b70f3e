package io.quern.bench.events;

import io.quern.core.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Events that the example's generator wrote, in one folder a profile and number of rows. They stay for the next run.
public final class GeneratedEvents {
    private final Path work;
    private final Clock clock;

    public GeneratedEvents(Path work, Clock clock) {
        this.work = work;
        this.clock = clock;
    }

    /// Writes the events unless an earlier run has.
    public Path folder(long rows, String profile) throws IOException, InterruptedException {
        Path folder = work.resolve("events-" + profile + "-" + rows);
        if (!Files.exists(folder)) {
            System.out.printf(Locale.ROOT, "writing %,d %s events ...%n", rows, profile);
            Path partial = work.resolve(folder.getFileName() + ".partial");
            FolderTree.delete(partial);
            List<String> command = List.of(
                    "bin/quern",
                    "example",
                    "generate-events",
                    "--rows",
                    Long.toString(rows),
                    "--files-per-hour",
                    "1",
                    "--customers",
                    profile.equals("seed") ? "1" : "5",
                    "--profile",
                    profile,
                    "--seed",
                    "1",
                    "--output",
                    partial.toString());
            new WholeProcess("generator", command, work.resolve("generator.log"), clock).run();
            Files.move(partial, folder);
        }
        return folder;
    }
}
