package io.quern.bench.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The most that a process has had in memory so far, pages of files that it maps included, as Linux accounts for it
/// (`VmHWM`, `proc_pid_status(5)`).
final class PeakMemory {
    private static final String FIELD = "VmHWM:";

    private PeakMemory() {}

    /// @return 0 where the process is gone
    static long bytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return bytes(lines);
        } catch (IOException | UncheckedIOException _) {
            // It ended meanwhile.
            return 0;
        }
    }

    /// @param status lines of the file `status` of a process
    /// @return 0 where they do not say, as those of a process that has ended and was not waited for
    static long bytes(Stream<String> status) {
        return status.filter(line -> line.startsWith(FIELD))
                .mapToLong(line -> kibibytes(line.substring(FIELD.length()).strip()) << 10)
                .findFirst()
                .orElse(0);
    }

    private static long kibibytes(String value) {
        if (!value.endsWith(" kB")) {
            throw new IllegalArgumentException(FIELD + " is told as \"" + value + "\", not as a number of kB");
        }
        return Long.parseLong(
                value.substring(0, value.length() - " kB".length()).strip());
    }
}
