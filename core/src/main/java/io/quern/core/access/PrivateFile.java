package io.quern.core.access;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files with secrets: mode 0600, in a folder of mode 0700 where that has to be made. On a file system without
/// modes they are as private as their folder.
///
/// @param kind what messages call it, such as `the connection file`
/// @param remedy what to do where one cannot be used
record PrivateFile(String kind, String remedy) {
    private static final long BYTES_MAX = 64 * 1024;

    /// Writes the file in one step, so that a reader sees an old one or the new one; makes its folder where there
    /// is none.
    ///
    /// @throws QuernException where it cannot be written: names file and reason
    void write(Path file, byte[] content) {
        Path target = file.toAbsolutePath();
        try {
            Path folder = target.getParent();
            if (folder == null) {
                throw QuernException.user("cannot write " + kind + " " + file + ": it is no file name");
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, OwnerOnly.folder(folder));
            }
            Path draft = Files.createTempFile(folder, ".quern", ".tmp", OwnerOnly.file(folder));
            Files.write(draft, content);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw QuernException.user("cannot write " + kind + " " + file + ": " + describe(e), e);
        }
    }

    /// @throws QuernException where there is none, or users other than its owner may read it; names the file and
    ///     the remedy
    byte[] read(Path file) {
        try {
            checkMode(file);
            if (Files.size(file) > BYTES_MAX) {
                throw damaged(file, "it is larger than " + BYTES_MAX + " bytes", null);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw QuernException.user("there is no " + kind.replaceFirst("^the ", "") + " " + file + "; " + remedy, e);
        } catch (IOException e) {
            throw damaged(file, describe(e), e);
        }
    }

    private void checkMode(Path file) throws IOException {
        if (!OwnerOnly.areModesKnown(file)) {
            return;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!OwnerOnly.FILE.containsAll(mode)) {
            throw QuernException.user(kind + " " + file + " has the mode " + PosixFilePermissions.toString(mode)
                    + ", but it holds a secret that nobody except its owner may read; chmod 600 " + file
                    + ", and make new secrets if others may have seen it");
        }
    }

    QuernException damaged(Path file, String problem, @Nullable Throwable cause) {
        String message = kind + " " + file + " cannot be used: " + problem + "; " + remedy;
        return cause == null ? QuernException.user(message) : QuernException.user(message, cause);
    }

    static String describe(IOException e) {
        String message = e.getMessage() == null
                ? ""
                : " " + e.getMessage().lines().findFirst().orElse("");
        return e.getClass().getSimpleName() + message;
    }
}
