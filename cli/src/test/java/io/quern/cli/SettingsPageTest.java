package io.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds `docs/reference/settings.md` against the registry; `-Dtest.flags=-Drecord=true` writes it anew.
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "settings.md");

    @Test
    void thePageOfSettingsIsWhatTheRegistrySays() throws IOException {
        String page = """
                # Settings

                Written by the build from the registry of settings. A value comes from the first of these that has one: code, the command's
                option, the environment, the file that `QUERN_CONFIG` names or else `quern.properties` in the working folder, the default.
                `bin/quern config` shows each value and where it came from.

                """ + Settings.documentation();
        if (Boolean.getBoolean("record")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).content().isEqualTo(page);
    }
}
