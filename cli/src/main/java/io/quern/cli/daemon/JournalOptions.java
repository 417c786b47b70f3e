package io.quern.cli.daemon;

import io.quern.cli.option.CommandConfiguration;
import io.quern.cli.outcome.MisuseException;
import io.quern.core.config.Configuration;
import io.quern.core.config.Settings;
import io.quern.core.runtime.Clock;
import io.quern.scheduler.SchedulerJournal;
import io.quern.scheduler.settings.JournalSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/// Whether and where a scheduler keeps a journal.
///
/// A scheduler on any free port has none unless a folder is named: nobody would find it at the same address again.
final class JournalOptions {
    private static final Logger LOG = LoggerFactory.getLogger(JournalOptions.class);

    @Option(
            names = "--journal",
            paramLabel = "FOLDER",
            description = "Folder of the journal, from which a scheduler that was killed goes on (scheduler.journal, "
                    + "~/.quern/journals/HOST-PORT).")
    private @Nullable String folder;

    @Option(names = "--no-journal", description = "Keep no journal: jobs end with this process.")
    private boolean isOff;

    void addTo(CommandConfiguration configuration) {
        if (isOff && folder != null) {
            throw new MisuseException("--journal " + folder + " and --no-journal exclude each other; leave one out");
        }
        configuration.option(Settings.SCHEDULER_JOURNAL, isOff ? JournalSettings.NO_FOLDER : folder);
    }

    /// What the options and settings come to.
    static JournalSettings settings(Configuration configuration) {
        String host = configuration.get(Settings.SCHEDULER_HOST);
        int port = configuration.get(Settings.SCHEDULER_PORT);
        String name = (host + "-" + port).replaceAll("[^A-Za-z0-9.]+", "-");
        Path home = Path.of(System.getProperty("user.home"), ".quern", "journals", name);
        JournalSettings settings = JournalSettings.from(configuration, home);
        boolean isFindable = port != 0 || !settings.folder().equals(home);
        if (settings.isEnabled() && !isFindable) {
            LOG.info(
                    "no journal is kept: at a port that is given anew each time nobody finds this scheduler again; name"
                            + " a folder with --journal to have one all the same");
        }
        return settings.withEnabled(settings.isEnabled() && isFindable);
    }

    /// Opens the journal, null where none is kept.
    static @Nullable SchedulerJournal open(JournalSettings settings, Clock clock) {
        return settings.isEnabled() ? SchedulerJournal.open(settings, clock, new SecureRandom()) : null;
    }
}
