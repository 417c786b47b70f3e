package io.quern.core.config;

import io.quern.core.error.QuernException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where a worker writes what does not fit in memory, and how much of it.
///
/// @param folders in which workers make folders of their own; at least one
/// @param bytesMax what one worker may have on the disk
public record SpillSettings(List<Path> folders, long bytesMax) {
    private static final String TEMPORARY = "temporary";

    public SpillSettings {
        folders = List.copyOf(folders);
        if (folders.isEmpty()) {
            throw QuernException.user("the setting worker.spill.folders names no folder; name one, or write temporary");
        }
    }

    /// In the system's folder for temporary files, with the limit of the default.
    public static SpillSettings temporary() {
        return new SpillSettings(List.of(systemFolder()), 1L << 40);
    }

    public static SpillSettings from(Configuration configuration) {
        List<Path> folders = Stream.of(
                        configuration.get(Settings.WORKER_SPILL_FOLDERS).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(SpillSettings::folder)
                .distinct()
                .toList();
        return new SpillSettings(folders, configuration.get(Settings.WORKER_SPILL_SIZE_MAX));
    }

    private static Path folder(String name) {
        try {
            return name.equals(TEMPORARY)
                    ? systemFolder()
                    : Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw QuernException.user(
                    "the setting worker.spill.folders has '" + name + "', which is no folder: " + e.getReason(), e);
        }
    }

    private static Path systemFolder() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
    }
}
