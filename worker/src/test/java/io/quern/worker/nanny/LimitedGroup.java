package io.quern.worker.nanny;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A control group of the tests with a limit for memory, of either version, as a container has one. Only root may make
/// one.
final class LimitedGroup implements AutoCloseable {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    private final Path folder;

    private LimitedGroup(Path folder) {
        this.folder = folder;
    }

    static LimitedGroup create(long bytes) throws IOException {
        Path first = GROUPS.resolve("memory");
        boolean isFirst = Files.isDirectory(first);
        Path folder = (isFirst ? first : GROUPS)
                .resolve("quern-test-" + ProcessHandle.current().pid());
        Path limit = folder.resolve(isFirst ? "memory.limit_in_bytes" : "memory.max");
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            assumeTrue(false, "only root may make control groups here: " + e);
        }
        LimitedGroup group = new LimitedGroup(folder);
        if (!Files.exists(limit)) {
            group.close();
            assumeTrue(false, "there are no control groups for memory in " + GROUPS);
        }
        Files.writeString(limit, Long.toString(bytes));
        return group;
    }

    /// Starts a program in it.
    Process start(List<String> line) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"", folder.toString()));
        command.addAll(line);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Ends what is left in it.
    @Override
    public void close() throws IOException {
        try (Stream<String> left = Files.lines(folder.resolve("cgroup.procs"))) {
            left.map(Long::parseLong)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .map(ProcessHandle::onExit)
                    .forEach(end -> end.join());
        }
        Files.delete(folder);
    }
}
