package io.quern.dataframe.output;

import io.quern.core.error.QuernException;
import io.quern.core.key.JobId;
import io.quern.dataframe.source.LocalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The destination as the client sees it: checked and prepared before any work, cleaned after a failure.
public final class Destination {
    /// Name of the file that says that an output is complete.
    public static final String SUCCESS = "_SUCCESS";

    private final OutputTarget target;
    private final Staging staging;
    private final boolean isCreated;

    private Destination(OutputTarget target, Staging staging, boolean isCreated) {
        this.target = target;
        this.staging = staging;
        this.isCreated = isCreated;
    }

    /// Refuses what cannot work.
    ///
    /// @throws QuernException if the folder holds something and is not to be overwritten, or is a file
    public static void check(OutputTarget target) {
        Path folder = LocalPath.of(target.folder());
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw QuernException.user(
                    "cannot write to " + folder + ": it is a file, not a folder; name another folder");
        }
        List<Path> content = content(folder);
        if (content.isEmpty()) {
            return;
        }
        if (!target.isOverwriting()) {
            throw QuernException.user(
                    "the output folder " + folder + " exists and is not empty (it holds "
                            + content.getFirst().getFileName()
                            + "); remove it, name another one, or ask for it to be overwritten (--overwrite; in code WriteOptions)");
        }
        Optional<Path> subfolder = content.stream().filter(Files::isDirectory).findFirst();
        if (subfolder.isPresent() && summary(folder).isEmpty()) {
            throw QuernException.user("will not overwrite " + folder + ": it holds the folder "
                    + subfolder.get().getFileName()
                    + ", so it is no output of Quern; remove it yourself, or name another one");
        }
    }

    /// Checks, and makes the staging folder.
    ///
    /// @throws QuernException as [#check], or if the folder cannot be written
    public static Destination prepare(OutputTarget target, JobId job) {
        check(target);
        Path folder = LocalPath.of(target.folder());
        boolean isNew = !Files.exists(folder);
        Staging staging = new Staging(folder, job);
        try {
            Files.createDirectories(staging.attempts());
            Files.createDirectories(staging.manifests());
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot write to the output folder " + folder + ": " + e + "; name one that can be written", e);
        }
        return new Destination(target, staging, isNew);
    }

    /// What a finished job wrote, if the folder is the complete output of one.
    public static Optional<OutputSummary> summary(Path folder) {
        Path success = folder.resolve(SUCCESS);
        try {
            if (!Files.isRegularFile(success) || Files.size(success) == 0) {
                return Optional.empty();
            }
            return Optional.of(OutputJson.summary(Files.readAllBytes(success)));
        } catch (IOException _) {
            // Somebody else's _SUCCESS: says nothing about the files.
            return Optional.empty();
        }
    }

    /// Removes what a failed or cancelled job left, so that nothing of it can be taken for output.
    public void abandon() throws IOException {
        Path folder = LocalPath.of(target.folder());
        boolean isComplete = summary(folder)
                .filter(summary -> summary.job().equals(staging.job().toString()))
                .isPresent();
        if (isComplete) {
            new JobCommit(target, staging.job()).finish();
            return;
        }
        Staging.deleteTree(staging.root());
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path file : content(folder)) {
            if (staging.isOwn(String.valueOf(file.getFileName()))) {
                Files.deleteIfExists(file);
            }
        }
        if (isCreated && content(folder).isEmpty() && isBare(folder)) {
            Files.deleteIfExists(folder);
        }
    }

    private static boolean isBare(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    /// What stands in a folder, staging and other dot files apart, by name.
    static List<Path> content(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw QuernException.user("cannot list the output folder " + folder + ": " + e, e);
        }
    }
}
