package io.quern.scheduler.settings;

import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.error.QuernException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/// Whether a scheduler keeps a journal, and where.
///
/// @param isEnabled whether what was accepted outlives the scheduler
/// @param folder of the journal, which is for one scheduler; made where there is none
/// @param segmentBytes size at which a file is ended and another begun
/// @param gatherFor how long workers may offer what they hold, after a restart, before tasks are given out
public record JournalSettings(boolean isEnabled, Path folder, long segmentBytes, Duration gatherFor) {
    /// In the setting of the folder: the one that its reader has for want of another.
    private static final String DEFAULT_FOLDER = "default";
    /// In the setting of the folder: no journal.
    public static final String NO_FOLDER = "none";

    public JournalSettings {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException(
                    "a file of the journal must be able to hold something, got a size of " + segmentBytes + " bytes");
        }
        if (gatherFor.isNegative()) {
            throw new IllegalArgumentException(
                    "the time for workers to offer results must not be negative, got " + gatherFor);
        }
    }

    /// @param defaultFolder what the word `default` stands for
    /// @throws QuernException where the folder cannot be the name of one
    public static JournalSettings from(Configuration configuration, Path defaultFolder) {
        String folder = configuration.get(Settings.SCHEDULER_JOURNAL);
        long segmentBytes = configuration.get(Settings.JOURNAL_SEGMENT);
        Duration gatherFor = configuration.get(Settings.JOURNAL_GATHER);
        return switch (folder) {
            case DEFAULT_FOLDER -> new JournalSettings(true, defaultFolder, segmentBytes, gatherFor);
            case NO_FOLDER -> new JournalSettings(false, defaultFolder, segmentBytes, gatherFor);
            default -> new JournalSettings(true, path(folder, configuration), segmentBytes, gatherFor);
        };
    }

    public JournalSettings withEnabled(boolean changed) {
        return new JournalSettings(changed, folder, segmentBytes, gatherFor);
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
