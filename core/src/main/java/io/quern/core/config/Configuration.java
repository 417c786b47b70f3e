package io.quern.core.config;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/// The value of every setting and where it came from. Sources, strongest first: code, flag, environment, file,
/// default.
///
/// The file is a Java properties file: the one that `QUERN_CONFIG` names, else `quern.properties` in the working
/// folder, where there is one. All mistakes of all sources are reported at once.
public final class Configuration {
    private static final String FILE_VARIABLE = "QUERN_CONFIG";
    private static final String FILE_NAME = "quern.properties";
    private static final String PREFIX = "QUERN_";
    private static final int TYPO_DISTANCE_MAX = 3;

    private record Entry(Object value, String text, String origin) {}

    private final Map<String, Entry> entries;

    private Configuration(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// Values and their origins, collected before they are checked.
    public static final class Builder {
        private final Map<String, String> code = new LinkedHashMap<>();
        private final Map<String, String> flags = new LinkedHashMap<>();
        private Map<String, String> environment = Map.of();
        private Path folder = Path.of("");

        private Builder() {}

        /// Sets a value in code; the same key twice is refused.
        public Builder set(String key, String value) {
            return put(code, key, value);
        }

        /// Sets a value that came by a flag; the same key twice is refused.
        public Builder flag(String key, String value) {
            return put(flags, key, value);
        }

        /// @param variables usually `System.getenv()`; other names than `QUERN_…` are ignored
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /// @param workingFolder where `quern.properties` is looked for
        public Builder folder(Path workingFolder) {
            folder = workingFolder;
            return this;
        }

        /// Checks everything.
        ///
        /// @throws QuernException with all mistakes: unknown keys, with the likeliest one meant, and bad values
        public Configuration build() {
            return new Loader(this).load();
        }

        private Builder put(Map<String, String> target, String key, String value) {
            if (target.putIfAbsent(key, value) != null) {
                throw QuernException.user(
                        "the setting " + key + " is given twice: " + target.get(key) + " and " + value);
            }
            return this;
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The value of a setting.
    @SuppressWarnings("unchecked") // the setting's own parser made it
    public <T> T get(Setting<T> setting) {
        return (T) entry(setting).value();
    }

    /// Where a value came from, such as `environment QUERN_WORKER_MEMORY`.
    public String origin(Setting<?> setting) {
        return entry(setting).origin();
    }

    /// All settings, one a line: key, value, origin.
    public String describe() {
        StringBuilder lines = new StringBuilder();
        for (Setting<?> setting : Settings.all()) {
            Entry entry = entry(setting);
            lines.append(String.format("%-28s %-12s %s%n", setting.key(), entry.text(), entry.origin()));
        }
        return lines.toString();
    }

    private Entry entry(Setting<?> setting) {
        Entry entry = entries.get(setting.key());
        if (entry == null) {
            throw new IllegalArgumentException("the setting " + setting.key() + " is not in the registry");
        }
        return entry;
    }

    /// Puts the sources on top of each other, weakest first, and notes every mistake.
    private static final class Loader {
        private final Builder sources;
        private final Map<String, Setting<?>> byKey = new TreeMap<>();
        private final Map<String, Setting<?>> byVariable = new TreeMap<>();
        private final Map<String, Entry> entries = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Loader(Builder sources) {
            this.sources = sources;
            for (Setting<?> setting : Settings.all()) {
                byKey.put(setting.key(), setting);
                byVariable.put(setting.environmentVariable(), setting);
            }
        }

        Configuration load() {
            for (Setting<?> setting : Settings.all()) {
                apply(setting, setting.defaultText(), "default");
            }
            file().ifPresent(this::applyFile);
            applyEnvironment();
            applyFlags();
            applyAll(sources.code, "code ");
            if (!problems.isEmpty()) {
                throw QuernException.user(
                        problems.size() == 1
                                ? problems.getFirst()
                                : problems.size() + " settings are wrong:\n  " + String.join("\n  ", problems));
            }
            return new Configuration(entries);
        }

        private Optional<Path> file() {
            String named = sources.environment.get(FILE_VARIABLE);
            if (named != null) {
                return Optional.of(sources.folder.resolve(named));
            }
            return Optional.of(sources.folder.resolve(FILE_NAME)).filter(Files::exists);
        }

        private void applyFile(Path file) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                problems.add("the settings file " + file + " cannot be read: " + e + "; correct it, or the variable "
                        + FILE_VARIABLE);
                return;
            }
            Map<String, String> values = new TreeMap<>();
            properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
            applyAll(values, "file " + file + " ");
        }

        private void applyEnvironment() {
            for (Map.Entry<String, String> variable : new TreeMap<>(sources.environment).entrySet()) {
                String name = variable.getKey();
                Setting<?> setting = byVariable.get(name);
                if (setting != null) {
                    apply(setting, variable.getValue(), "environment " + name);
                } else if (name.startsWith(PREFIX) && isNearMiss(name)) {
                    unknown("environment " + name, name, byVariable.keySet());
                }
            }
        }

        /// Other tools of ours have variables of their own, so only what looks like a typing mistake is refused.
        private boolean isNearMiss(String name) {
            return nearest(name, byVariable.keySet()).isPresent();
        }

        /// A flag is the last part of its setting's key: `--memory` of a worker for `worker.memory`.
        private void applyFlags() {
            for (Map.Entry<String, String> flag : sources.flags.entrySet()) {
                String option = flag.getKey().substring(flag.getKey().lastIndexOf('.') + 1);
                Setting<?> setting = byKey.get(flag.getKey());
                if (setting == null) {
                    unknown("flag --" + option, flag.getKey(), byKey.keySet());
                } else {
                    apply(setting, flag.getValue(), "flag --" + option);
                }
            }
        }

        private void applyAll(Map<String, String> values, String origin) {
            for (Map.Entry<String, String> value : values.entrySet()) {
                Setting<?> setting = byKey.get(value.getKey());
                if (setting == null) {
                    unknown(origin + value.getKey(), value.getKey(), byKey.keySet());
                } else {
                    apply(setting, value.getValue(), origin + value.getKey());
                }
            }
        }

        private void apply(Setting<?> setting, String text, String origin) {
            try {
                entries.put(setting.key(), new Entry(setting.parse(text), text, origin));
            } catch (IllegalArgumentException e) {
                problems.add("the setting " + setting.key() + " (" + origin + "): " + e.getMessage());
            }
        }

        private void unknown(String origin, String name, Collection<String> known) {
            String remedy = nearest(name, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElseGet(() -> "known are " + String.join(", ", new TreeSet<>(known)));
            problems.add("there is no setting " + name + " (" + origin + "); " + remedy);
        }

        private static Optional<String> nearest(String name, Collection<String> known) {
            String best = "";
            int bestDistance = TYPO_DISTANCE_MAX + 1;
            for (String candidate : known) {
                int distance = distance(name, candidate);
                if (distance < bestDistance) {
                    bestDistance = distance;
                    best = candidate;
                }
            }
            return best.isEmpty() ? Optional.empty() : Optional.of(best);
        }

        /// Levenshtein's edit distance.
        private static int distance(String left, String right) {
            int[] row = new int[right.length() + 1];
            for (int j = 0; j <= right.length(); j++) {
                row[j] = j;
            }
            for (int i = 1; i <= left.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= right.length(); j++) {
                    int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
                }
            }
            return row[right.length()];
        }
    }
}
