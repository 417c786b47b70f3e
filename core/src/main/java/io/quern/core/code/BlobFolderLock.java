package io.quern.core.code;

import io.quern.core.access.OwnerOnly;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The right of one process to a folder: a lock on the file `lock` in it, which ends with the process however that
/// ends.
final class BlobFolderLock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlobFolderLock.class);

    private final Path folder;
    private final FileChannel channel;

    private BlobFolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// Makes the folder where there is none.
    ///
    /// @throws QuernException USER where it cannot be written, or another process has it
    static BlobFolderLock take(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OwnerOnly.folder(folder));
            }
            Set<OpenOption> options = new HashSet<>(EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            FileChannel channel = FileChannel.open(folder.resolve("lock"), options, OwnerOnly.file(folder));
            if (tryLock(channel) == null) {
                channel.close();
                throw QuernException.user(
                        "the folder " + folder + " for code of programs is in use by another process; "
                                + "give each scheduler and worker one of its own");
            }
            return new BlobFolderLock(folder, channel);
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot keep code of programs in the folder " + folder + ": " + e
                            + "; give one that can be written",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("cannot close the lock of {}: {}", folder, e.toString());
        }
    }
}
