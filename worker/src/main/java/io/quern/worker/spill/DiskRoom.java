package io.quern.worker.spill;

import io.quern.core.config.ByteSize;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a disk has, for messages and for the choice of a folder.
final class DiskRoom {
    private DiskRoom() {}

    /// Such as `64.0 MiB in all, 0 B free`.
    static String of(Path place) {
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
