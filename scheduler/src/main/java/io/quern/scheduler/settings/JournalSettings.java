package io.quern.scheduler.settings;

import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.error.QuernException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Whether a scheduler keeps a journal, and where.
///
/// @param isEnabled whether what was accepted outlives the scheduler
/// @param folder of the journal, which is for one scheduler; made where there is none
/// @param segmentBytes size at which a file is ended and another begun
public record JournalSettings(boolean isEnabled, Path folder, long segmentBytes) {
    /// In the setting of the folder: the one that its reader has for want of another.
    private static final String DEFAULT_FOLDER = "default";
    /// In the setting of the folder: no journal.
    private static final String NO_FOLDER = "none";

    public JournalSettings {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException(
                    "a file of the journal must be able to hold something, got a size of " + segmentBytes + " bytes");
        }
    }

    /// @param defaultFolder what the word `default` stands for
    /// @throws QuernException where the folder cannot be the name of one
    public static JournalSettings from(Configuration configuration, Path defaultFolder) {
        String folder = configuration.get(Settings.SCHEDULER_JOURNAL);
        long segmentBytes = configuration.get(Settings.JOURNAL_SEGMENT);
        return switch (folder) {
            case DEFAULT_FOLDER -> new JournalSettings(true, defaultFolder, segmentBytes);
            case NO_FOLDER -> new JournalSettings(false, defaultFolder, segmentBytes);
            default -> new JournalSettings(true, path(folder, configuration), segmentBytes);
        };
    }

    private static Path path(String folder, Configuration configuration) {
        String origin = configuration.origin(Settings.SCHEDULER_JOURNAL);
        if (folder.isBlank()) {
            throw QuernException.user("the setting scheduler.journal (" + origin
                    + ") is empty; give a folder, or the word default, or the word none for no journal");
        }
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw QuernException.user(
                    "the setting scheduler.journal (" + origin + ") is no folder: " + e.getMessage(), e);
        }
    }
}
