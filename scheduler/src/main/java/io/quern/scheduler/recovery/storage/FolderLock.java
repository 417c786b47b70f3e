package io.quern.scheduler.recovery.storage;

import io.quern.core.runtime.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps a second scheduler away from a folder.
///
/// The operating system's lock on the file `lock` decides, and ends with the process that has it, however that
/// ends. The file `holder` says who that is, in words; it is another file because on POSIX systems a process
/// loses its lock when it closes *any* descriptor of the locked file. For the same reason a second attempt within
/// one process, which the lock would not survive, is refused by what `holder` says, before `lock` is opened.
final class FolderLock implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String HOLDER = "holder";

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /// @param mode of the files that are made
    /// @throws JournalException where another one has the folder: names it
    static FolderLock take(Path folder, FileAttribute<?>[] mode, Clock clock) throws IOException {
        String self = self();
        String holder = holder(folder);
        if (holder != null && holder.startsWith(self)) {
            throw held(folder, holder + " (this very process)", null);
        }
        FileChannel channel = FileChannel.open(
                folder.resolve(LOCK), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode);
        boolean isTaken = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw held(folder, holder == null ? "another process" : holder, null);
            }
            Path file = folder.resolve(HOLDER);
            Files.deleteIfExists(file);
            Files.createFile(file, mode);
            Files.writeString(file, self + ", since " + Instant.ofEpochMilli(clock.wallMillis()));
            isTaken = true;
            return new FolderLock(folder, channel);
        } catch (OverlappingFileLockException e) {
            throw held(folder, "this very process", e);
        } finally {
            if (!isTaken) {
                channel.close();
            }
        }
    }

    /// Process ids are given out anew, in containers even the same one each time; so the start belongs to it.
    private static String self() {
        ProcessHandle process = ProcessHandle.current();
        String started =
                process.info().startInstant().map(start -> ", started " + start).orElse("");
        return "process " + process.pid() + " on " + host() + started;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine that does not know its own name has none to tell.
            return "this host";
        }
    }

    private static @Nullable String holder(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve(HOLDER)).strip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static JournalException held(Path folder, String holder, @Nullable Throwable cause) {
        return new JournalException(
                "the journal in " + folder + " is held by " + holder
                        + "; stop that scheduler, or give this one another folder",
                cause);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(folder.resolve(HOLDER));
        }
    }
}
