package io.quern.client.shipping;

import io.quern.core.error.QuernException;
import io.quern.core.key.CodeHash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A folder of a class path as a jar: the same files give the same bytes, whenever they were written. Hidden files,
/// those whose names begin with a dot, stay at home.
final class PackedFolder {
    private static final int FILES_MAX = 20_000;
    private static final long BYTES_MAX = 512L * 1024 * 1024;
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private PackedFolder() {}

    /// What a file was when it was looked at.
    record Seen(long sizeBytes, long modifiedMillis) {}

    /// The files of a folder by their names in a jar, in order.
    ///
    /// @throws QuernException USER where there is far more than code: names the folder and the limit
    static Map<String, Seen> list(Path folder) throws IOException {
        Lister lister = new Lister(folder);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, lister);
        return lister.files;
    }

    private static final class Lister extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final Map<String, Seen> files = new TreeMap<>();
        private long bytes;

        Lister(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            return isHidden(inner) && !inner.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && attributes.isRegularFile()) {
                String name = folder.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                files.put(
                        name,
                        new Seen(
                                attributes.size(), attributes.lastModifiedTime().toMillis()));
                bytes += attributes.size();
                if (files.size() > FILES_MAX || bytes > BYTES_MAX) {
                    throw QuernException.user("the folder " + folder + " on the program's class path has more than "
                            + FILES_MAX + " files or " + BYTES_MAX / (1024 * 1024)
                            + " MiB, too much to be sent to workers; put a folder of its own for the program's classes, "
                            + "or a jar, on the class path");
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private static boolean isHidden(Path file) {
            Path name = file.getFileName();
            return name != null && name.toString().startsWith(".");
        }
    }

    /// Packs files of a folder into a file that has no name any more, so that nothing of it is left when this
    /// process ends.
    static CodeBlob pack(Path folder, Set<String> names) throws IOException {
        Path draft = Files.createTempFile("quern-code-", ".jar");
        FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        MessageDigest digest = CodeHash.digest();
        OutputStream out =
                new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), digest), 64 * 1024);
        ZipOutputStream jar = new ZipOutputStream(out);
        for (String name : names) {
            begin(jar, name);
            Files.copy(folder.resolve(name), jar);
            jar.closeEntry();
        }
        jar.finish();
        out.flush();
        return CodeBlob.ofChannel(CodeHash.of(digest), channel);
    }

    /// Begins an entry whose bytes depend on its name and content alone.
    static void begin(ZipOutputStream jar, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        jar.putNextEntry(entry);
    }
}
