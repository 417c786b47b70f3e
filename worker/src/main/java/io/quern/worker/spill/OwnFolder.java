package io.quern.worker.spill;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.quern.core.access.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of one worker inside a folder that was configured: made when it is first needed, 0700, marked by its
/// name ([SpillOwner]) and by a lock on the file `owner`, which ends with the process however that ends. Made again
/// where somebody has removed it. Thread-safe.
final class OwnFolder {
    private static final Logger log = LoggerFactory.getLogger(OwnFolder.class);
    private static final String LOCK = "owner";

    private final Path parent;

    @GuardedBy("this")
    private @Nullable Path folder;

    @GuardedBy("this")
    private @Nullable FileChannel lock;

    @GuardedBy("this")
    private boolean isClosed;

    OwnFolder(Path parent) {
        this.parent = parent;
    }

    Path parent() {
        return parent;
    }

    /// Makes a file in it.
    ///
    /// @throws IOException where that cannot be
    synchronized BlockFile create(String name, long mark, String what, SpillQuota quota) throws IOException {
        if (isClosed) {
            throw new IOException("the worker has ended");
        }
        try {
            return BlockFile.create(open().resolve(name), mark, what, quota);
        } catch (NoSuchFileException removed) {
            log.warn("the spill folder {} was removed; another one is made", folder);
            unlock();
            return BlockFile.create(open().resolve(name), mark, what, quota);
        }
    }

    @GuardedBy("this")
    private Path open() throws IOException {
        Path known = folder;
        if (known != null) {
            return known;
        }
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(parent, OwnerOnly.folder(parent));
        }
        Path made = Files.createTempDirectory(parent, SpillOwner.ofThisProcess().prefix(), OwnerOnly.folder(parent));
        FileChannel channel = FileChannel.open(made.resolve(LOCK), BlockFile.NEW_FILE, OwnerOnly.file(made));
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException("the lock of " + made + " is held by somebody else");
        }
        lock = channel;
        folder = made;
        return made;
    }

    @GuardedBy("this")
    private void unlock() {
        FileChannel held = lock;
        folder = null;
        lock = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                log.warn("the lock of a spill folder in {} cannot be closed: {}", parent, e.toString());
            }
        }
    }

    /// Removes it with all that is in it.
    synchronized void close() {
        isClosed = true;
        Path made = folder;
        if (made != null) {
            remove(made);
        }
        unlock();
    }

    /// The lock of a folder that is not this process's; null where the folder has none.
    static @Nullable FileChannel openLock(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? FileChannel.open(file, StandardOpenOption.WRITE)
                : null;
    }

    /// Removes a folder and the files in it, of which none is a folder.
    ///
    /// @return bytes that its files had
    static long remove(Path folder) {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            log.warn("the spill folder {} cannot be removed: {}", folder, e.toString());
        }
        return bytes;
    }
}
