package io.quern.core.access;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/// Modes of files and folders that nobody but their owner may enter, where the file system knows modes.
public final class OwnerOnly {
    public static final Set<PosixFilePermission> FILE =
            Collections.unmodifiableSet(PosixFilePermissions.fromString("rw-------"));
    public static final Set<PosixFilePermission> FOLDER =
            Collections.unmodifiableSet(PosixFilePermissions.fromString("rwx------"));

    private OwnerOnly() {}

    /// For a file that is to be made.
    ///
    /// @param place on the file system where it is to be
    public static FileAttribute<?>[] file(Path place) {
        return mode(place, FILE);
    }

    /// The same for a folder.
    public static FileAttribute<?>[] folder(Path place) {
        return mode(place, FOLDER);
    }

    private static FileAttribute<?>[] mode(Path place, Set<PosixFilePermission> mode) {
        return areModesKnown(place)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /// Whether the file system there knows modes.
    public static boolean areModesKnown(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
