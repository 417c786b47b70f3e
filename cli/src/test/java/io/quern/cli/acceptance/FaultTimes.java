package io.quern.cli.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Times after which silence is noticed, for the processes that start in a folder. Tests wait for what is said, so
/// any times will do: the build has short ones, and with `-Dfaults.real` the defaults hold.
final class FaultTimes {
    private final Map<String, String> settings = new TreeMap<>();

    /// Silence is noticed soon, and nobody is given up for it.
    static FaultTimes patient() {
        return new FaultTimes()
                .with("liveness.heartbeat-every", "100ms")
                .with("liveness.suspect-after", "1s")
                .with("liveness.dead-after", "10min")
                .with("liveness.orphan-after", "5min");
    }

    /// Silence is noticed soon, and who is silent is given up soon.
    static FaultTimes impatient() {
        return patient().with("liveness.orphan-after", "3s").with("liveness.dead-after", "5s");
    }

    /// How the scheduler says that a worker is lost from which it hears nothing: with the short times it is the
    /// first to notice, with the default ones the stream may be, which waits as long.
    static String lostBySilence() {
        return Boolean.getBoolean("faults.real")
                ? "is lost \\((silent for|connection closed: nothing was heard) "
                : "is lost \\(silent for ";
    }

    /// The same, with one more setting.
    FaultTimes with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /// Has the processes that start in a folder read them.
    void writeTo(Path folder) throws IOException {
        if (!Boolean.getBoolean("faults.real")) {
            StringBuilder lines = new StringBuilder();
            settings.forEach((setting, value) ->
                    lines.append(setting).append('=').append(value).append('\n'));
            Files.writeString(folder.resolve("quern.properties"), lines);
        }
    }
}
