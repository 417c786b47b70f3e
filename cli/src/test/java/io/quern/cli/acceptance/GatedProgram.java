package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A user's program whose tasks wait for a file: they run while something happens to the cluster. Each run leaves a
/// file of its own.
final class GatedProgram {
    /// A method of programs: waits until a file is there.
    static final String AWAIT_FILE = """
            static void awaitFile(java.nio.file.Path file) {
                try (var changes = file.getFileSystem().newWatchService()) {
                    file.getParent().register(changes, java.nio.file.StandardWatchEventKinds.ENTRY_CREATE);
                    while (!java.nio.file.Files.exists(file)) {
                        var key = changes.take();
                        key.pollEvents();
                        key.reset();
                    }
                } catch (java.io.IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            """;

    private final Path runs;
    private final UserProgram program;
    private final Path connectionFile;

    /// @param folder for its classes and its files
    /// @param tasks how many tasks it has
    GatedProgram(Path folder, Path connectionFile, int tasks) throws IOException {
        this(folder, connectionFile, tasks, List.of());
    }

    /// @param before command that starts its JVM, such as one that puts it on another host
    GatedProgram(Path folder, Path connectionFile, int tasks, List<String> before) throws IOException {
        this.connectionFile = connectionFile;
        runs = Files.createDirectories(folder.resolve("runs"));
        program = new UserProgram(Files.createDirectory(folder.resolve("program")), before).compiled(source(tasks));
    }

    private static String source(int tasks) {
        return """
            import io.quern.client.future.RemoteFuture;
            import io.quern.cluster.Cluster;
            import java.io.IOException;
            import java.nio.file.Files;
            import java.nio.file.Path;
            import java.util.List;
            import java.util.UUID;
            import java.util.stream.IntStream;

            public class Gated {
                %s
                static int square(String folder, int value) throws IOException {
                    Files.createFile(Path.of(folder, "run-" + value + "-" + UUID.randomUUID()));
                    awaitFile(Path.of(folder, "go"));
                    return value * value;
                }

                public static void main(String[] arguments) throws Exception {
                    String folder = arguments[1];
                    try (Cluster cluster = Cluster.connect(Path.of(arguments[0]))) {
                        List<RemoteFuture<Integer>> squares = cluster.client()
                                .map(value -> square(folder, value), IntStream.range(0, %d).boxed().toList());
                        cluster.client().republish("last", squares.getLast());
                        System.out.println("submitted");
                        System.out.println(cluster.client().gather(squares));
                    }
                }
            }
            """.formatted(AWAIT_FILE, tasks);
    }

    Process start() throws IOException {
        return program.start("Gated", connectionFile, runs);
    }

    /// Lets the tasks end.
    void openGate() throws IOException {
        Files.createFile(runs.resolve("go"));
    }

    /// Waits for its end.
    ///
    /// @return what it made of its results
    String await(Process process) throws IOException, InterruptedException {
        return program.await(process).getLast();
    }

    /// Waits for its end, which is a bad one.
    ///
    /// @return what it wrote to standard error
    String awaitFailure(Process process) throws IOException, InterruptedException {
        boolean hasEnded = process.waitFor(QuernProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        String errors = Files.readString(program.folder().resolve("errors.txt"));
        assertThat(hasEnded).as("an end in time; it said %s", errors).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return errors;
    }

    /// Runs of tasks that have begun so far.
    long begun() throws IOException {
        try (Stream<Path> files = Files.list(runs)) {
            return files.filter(file -> file.getFileName().toString().startsWith("run-"))
                    .count();
        }
    }
}
