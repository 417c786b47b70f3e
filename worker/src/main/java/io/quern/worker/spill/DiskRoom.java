package io.quern.worker.spill;

import com.sun.management.UnixOperatingSystemMXBean;
import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a disk has, for messages and for the choice of a folder.
final class DiskRoom {
    /// The text of `EMFILE`, which Java passes on.
    private static final String TOO_MANY_FILES = "Too many open files";

    private DiskRoom() {}

    /// What belongs to the problem of a disk: its room, or how many files may be open where that is the problem.
    static String about(IOException problem, Path place) {
        return String.valueOf(problem.getMessage()).contains(TOO_MANY_FILES) ? openFiles() : of(place);
    }

    private static String openFiles() {
        String limit = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount() + " may be open at once"
                : "the system has a limit";
        return limit
                + ": raise it with ulimit -n 65536 in the shell, LimitNOFILE= in a systemd unit, or --ulimit nofile="
                + " of a container";
    }

    /// Such as `64.0 MiB in all, 0 B free`.
    private static String of(Path place) {
        try {
            FileStore disk = Files.getFileStore(existing(place));
            return ByteSize.rounded(disk.getTotalSpace()) + " in all, " + ByteSize.rounded(disk.getUsableSpace())
                    + " free";
        } catch (IOException e) {
            return "its room is not known: " + e;
        }
    }

    /// Bytes that may be written, 0 where that cannot be said.
    static long freeBytes(Path place) {
        try {
            return Files.getFileStore(existing(place)).getUsableSpace();
        } catch (IOException _) {
            // Then it is the last to be tried.
            return 0;
        }
    }

    private static Path existing(Path place) {
        Path known = place.toAbsolutePath();
        while (!Files.exists(known) && known.getParent() != null) {
            known = known.getParent();
        }
        return known;
    }
}
