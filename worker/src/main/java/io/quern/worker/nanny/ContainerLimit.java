package io.quern.worker.nanny;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory limit of the container, on Linux the control group, that this process is in. The JVM knows it: what
/// it takes for the machine's memory is less than the machine has.
public final class ContainerLimit {
    private static final Pattern TOTAL = Pattern.compile("^MemTotal: +(\\d+) kB$", Pattern.MULTILINE);
    private static final long UNLIMITED_BYTES = 2L << 30;

    private ContainerLimit() {}

    /// Bytes that a worker may use of which nobody has said how much: the limit, and 2 GiB where there is none.
    public static long memoryBytes() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            return UNLIMITED_BYTES;
        }
        return of(system.getTotalMemorySize(), machineBytes(Path.of("/proc/meminfo")))
                .orElse(UNLIMITED_BYTES);
    }

    /// Bytes that all processes of the container may use, or that the machine has.
    static long allBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    static OptionalLong of(long bytesHere, OptionalLong machineBytes) {
        return machineBytes.isPresent() && bytesHere < machineBytes.getAsLong()
                ? OptionalLong.of(bytesHere)
                : OptionalLong.empty();
    }

    /// What the machine has; empty where that file is not there, as on systems without control groups.
    static OptionalLong machineBytes(Path meminfo) {
        try {
            Matcher total = TOTAL.matcher(Files.readString(meminfo));
            return total.find() ? OptionalLong.of(Long.parseLong(total.group(1)) * 1024) : OptionalLong.empty();
        } catch (IOException notThere) {
            return OptionalLong.empty();
        }
    }
}
