package io.quern.cluster;

import io.quern.core.config.Configuration;
import io.quern.core.config.Setting;
import io.quern.core.config.Settings;
import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a process keeps the code of programs: a folder that was configured, or a temporary one that goes with
/// whoever made it.
///
/// @param path where
/// @param isTemporary whether closing removes it
public record CodeFolder(Path path, boolean isTemporary) implements AutoCloseable {
    /// The configured value that stands for a temporary folder.
    private static final String TEMPORARY = "temporary";

    private static final Logger LOG = LoggerFactory.getLogger(CodeFolder.class);

    /// A new folder that only this user may enter.
    ///
    /// @throws QuernException USER where none can be made
    public static CodeFolder temporary() {
        try {
            return new CodeFolder(Files.createTempDirectory("quern-code-"), true);
        } catch (IOException e) {
            throw QuernException.user(
                    "cannot make a folder for the code of programs in " + System.getProperty("java.io.tmpdir") + ": "
                            + e + "; set -Djava.io.tmpdir to a folder that can be written",
                    e);
        }
    }

    /// The folder of a scheduler.
    ///
    /// @param lasting where code is kept unless another folder was configured; null: in a temporary one
    /// @throws QuernException USER where it cannot be used
    public static CodeFolder ofScheduler(Configuration configuration, @Nullable Path lasting) {
        if (lasting != null && configuration.get(Settings.SCHEDULER_CODE_FOLDER).equals(TEMPORARY)) {
            return new CodeFolder(lasting.toAbsolutePath(), false);
        }
        return configured(configuration, Settings.SCHEDULER_CODE_FOLDER, "");
    }

    /// The folder of a worker: one of its own inside the configured one, since workers of a machine share settings.
    ///
    /// @throws QuernException USER where it cannot be used
    public static CodeFolder ofWorker(Configuration configuration, String name) {
        return configured(
                configuration, Settings.WORKER_CODE_FOLDER, "worker-" + name.replaceAll("[^A-Za-z0-9._-]", "-"));
    }

    private static CodeFolder configured(Configuration configuration, Setting<String> setting, String inner) {
        String text = configuration.get(setting);
        if (text.equals(TEMPORARY)) {
            return temporary();
        }
        try {
            return new CodeFolder(Path.of(text).resolve(inner).toAbsolutePath(), false);
        } catch (InvalidPathException e) {
            throw QuernException.user(setting.key() + " is '" + text + "', which is no folder: " + e.getReason(), e);
        }
    }

    /// Removes it, where it is temporary.
    @Override
    public void close() {
        if (!isTemporary) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", path, e.toString());
        }
    }
}
