package io.quern.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.config.Configuration;
import io.quern.core.error.QuernException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
    private static final Path FOLDER = Path.of("home/.quern/journals/127.0.0.1-8786");

    @Test
    void theJournalIsOnUnlessItIsSwitchedOff() {
        assertThat(from()).isEqualTo(new JournalSettings(true, FOLDER, 64L << 20, Duration.ofSeconds(5)));
        assertThat(from("scheduler.journal", "none").isEnabled()).isFalse();
        assertThat(from(
                        "scheduler.journal",
                        "/var/quern",
                        "scheduler.journal-segment",
                        "1MiB",
                        "scheduler.journal-gather",
                        "2s"))
                .isEqualTo(new JournalSettings(true, Path.of("/var/quern"), 1 << 20, Duration.ofSeconds(2)));
    }

    @Test
    void whatIsNoFolderOrNoSizeIsRefused() {
        assertThatThrownBy(() -> from("scheduler.journal", " "))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("scheduler.journal (code scheduler.journal) is empty");
        assertThatThrownBy(() -> from("scheduler.journal", "a\0b"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("is no folder");
        assertThatThrownBy(() -> from("scheduler.journal-segment", "1KiB"))
                .hasMessageContaining("scheduler.journal-segment")
                .hasMessageContaining("at least 1MiB");
        assertThatThrownBy(() -> new JournalSettings(true, FOLDER, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JournalSettings(true, FOLDER, 1, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JournalSettings from(String... settings) {
        Configuration.Builder builder = Configuration.builder().folder(Path.of("nowhere"));
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(settings[i], settings[i + 1]);
        }
        return JournalSettings.from(builder.build(), FOLDER);
    }
}
