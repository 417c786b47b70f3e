package io.quern.worker.nanny;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What a process has in memory that the kernel cannot take back, as Linux accounts for it (`proc_pid_status(5)`):
/// anonymous and shared memory, without pages of files, such as those of the JDK that all JVMs map.
final class ProcessMemory {
    private static final long KIB = 1_024;

    private ProcessMemory() {}

    /// @return empty where the process is gone, or the system does not say
    static OptionalLong bytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            long[] kibibytes = lines.filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .toArray();
            long sum = 0;
            for (long one : kibibytes) {
                sum += one * KIB;
            }
            return kibibytes.length == 0 ? OptionalLong.empty() : OptionalLong.of(sum);
        } catch (IOException | UncheckedIOException _) {
            // It has just ended, or there is no such file system here: then nobody watches.
            return OptionalLong.empty();
        }
    }
}
