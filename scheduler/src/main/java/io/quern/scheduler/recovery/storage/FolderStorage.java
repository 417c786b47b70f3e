package io.quern.scheduler.recovery.storage;

import io.quern.core.access.OwnerOnly;
import io.quern.core.runtime.Clock;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A folder of the file system, held exclusively. Folder and files are for their owner alone (modes 0700 and
/// 0600, where the file system knows modes): functions and arguments stand in them as they were sent.
public final class FolderStorage implements JournalStorage {

    private final Path folder;
    private final FolderLock lock;

    private FolderStorage(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Takes a folder, which is made where there is none.
    ///
    /// @throws JournalException where another scheduler has it: names that one; where others than its owner  may
    ///     use it; where it cannot be made or used
    public static FolderStorage open(Path folder, Clock clock) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            make(absolute);
            checkMode(absolute);
            return new FolderStorage(absolute, FolderLock.take(absolute, OwnerOnly.file(absolute), clock));
        } catch (IOException e) {
            throw new JournalException(
                    "the folder " + absolute + " cannot hold a journal: " + JournalException.describe(e)
                            + "; give a folder that can be written, or do without a journal",
                    e);
        }
    }

    @Override
    public String folder() {
        return folder.toString();
    }

    @Override
    public String place(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public Output create(String name) throws IOException {
        return new ChannelOutput(FileChannel.open(
                folder.resolve(name),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                OwnerOnly.file(folder)));
    }

    @Override
    public Input open(String name) throws IOException {
        return new ChannelInput(name, FileChannel.open(folder.resolve(name), StandardOpenOption.READ));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void force() throws IOException {
        force(folder);
    }

    @Override
    public long usableBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /// Makes a folder with those above it that are missing, durably: what is forced in a folder that the disk
    /// does not know would be lost with it.
    private static void make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            make(parent);
        }
        Files.createDirectory(folder, OwnerOnly.folder(folder));
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path folder) throws IOException {
        if (OwnerOnly.areModesKnown(folder)) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    private static void checkMode(Path folder) throws IOException {
        if (!OwnerOnly.areModesKnown(folder)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
        if (!OwnerOnly.FOLDER.containsAll(mode)) {
            throw new JournalException("the folder " + folder + " has the mode " + PosixFilePermissions.toString(mode)
                    + ", and a journal holds what users sent, which is for nobody else: chmod 700 " + folder
                    + ", or give a folder below it, which is made with that mode");
        }
    }

    private record ChannelOutput(FileChannel channel) implements Output {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ChannelInput(String name, FileChannel channel) implements Input {
        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new EOFException(name + " ends at byte " + at + ", before it should");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
