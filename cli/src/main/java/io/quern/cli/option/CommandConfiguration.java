package io.quern.cli.option;

import io.quern.core.config.Configuration;
import io.quern.core.config.Setting;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The settings of a command: its options over the environment over `quern.properties` over defaults.
public final class CommandConfiguration {
    private final Configuration.Builder builder =
            Configuration.builder().environment(System.getenv()).folder(Path.of(""));

    /// Takes an option's value, where it was given.
    public CommandConfiguration option(Setting<?> setting, @Nullable String value) {
        if (value != null) {
            builder.flag(setting.key(), value);
        }
        return this;
    }

    /// @throws io.quern.core.error.QuernException with all mistakes of all sources
    public Configuration load() {
        return builder.build();
    }
}
