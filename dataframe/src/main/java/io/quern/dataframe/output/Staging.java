package io.quern.dataframe.output;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Names and disk habits of one job's staging folder inside its destination.
record Staging(Path destination, JobId job) {
    static final String PREFIX = ".quern-";

    private static final int DELETE_TRIES_MAX = 100;

    Path root() {
        return destination.resolve(PREFIX + job);
    }

    Path attempts() {
        return root().resolve("a");
    }

    Path manifests() {
        return root().resolve("m");
    }

    /// The list of files that the output replaces.
    Path replaced() {
        return root().resolve("replaced.json");
    }

    Path attempt(int partition, int attempt) {
        return attempts().resolve(partition + "-" + attempt);
    }

    Path attempt(RunId run) {
        return attempt(run.task().partition(), run.attempt());
    }

    Path manifest(int partition) {
        return manifests().resolve(partition + ".json");
    }

    /// A name that no other job or attempt has, ever: so a rename never overwrites.
    String fileName(RunId run, String ending) {
        return "part-%05d-%s-%d%s".formatted(run.task().partition(), job.brief(), run.attempt(), ending);
    }

    /// Whether a file of the destination was put there by this job.
    boolean isOwn(String fileName) {
        return fileName.startsWith("part-") && fileName.contains("-" + job.brief() + "-");
    }

    /// Creates a file that is complete when its name appears, unless the name is taken.
    ///
    /// A hard link is the one way of the JDK to create a complete file exclusively: an atomic move overwrites on
    /// Linux, and says nothing.
    ///
    /// @throws FileAlreadyExistsException if it is
    static void publishExclusively(Path file, Path temporary, byte[] bytes) throws IOException {
        writeSynced(temporary, bytes);
        try {
            Files.createLink(file, temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(parent(file));
    }

    static void writeSynced(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        sync(file);
    }

    /// Forces a file's bytes, or a folder's entries, to the disk.
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes a folder with all that is in it, also where attempts that do not know yet that their job has ended
    /// still add to it.
    static void deleteTree(Path root) throws IOException {
        for (int tries = 1; Files.exists(root); tries++) {
            try {
                deleteTreeOnce(root);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                if (tries == DELETE_TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private static void deleteTreeOnce(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    private static Path parent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IOException(file + " has no folder");
        }
        return parent;
    }
}
