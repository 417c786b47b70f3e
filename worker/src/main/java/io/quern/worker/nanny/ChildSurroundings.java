package io.quern.worker.nanny;

import io.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a worker's JVM is given besides what Quern needs.
///
/// Values of variables may be secrets: they are in no log and no message, this object's text included. Options
/// of a JVM can be read by everybody on the machine.
///
/// @param environment variables, over those that its nanny has
/// @param jvmOptions such as `-Dkey=value`, behind our own
/// @param classPath jars and folders behind our own
public record ChildSurroundings(Map<String, String> environment, List<String> jvmOptions, List<Path> classPath) {
    /// Options that would take back what the launcher has settled, and what to set instead.
    private static final Map<String, String> SETTLED = Map.of(
            "-Xmx", "worker.memory",
            "-XX:MaxHeapSize", "worker.memory",
            "-XX:MaxRAM", "worker.memory",
            "-XX:MaxDirectMemorySize", "worker.memory",
            "-cp", "worker.class-path",
            "-classpath", "worker.class-path",
            "--class-path", "worker.class-path");

    /// Nothing.
    public static final ChildSurroundings NONE = new ChildSurroundings(Map.of(), List.of(), List.of());

    /// @throws QuernException USER where a variable has no name, or an option is none or is settled elsewhere
    public ChildSurroundings {
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        jvmOptions = List.copyOf(jvmOptions);
        classPath = List.copyOf(classPath);
        for (String name : environment.keySet()) {
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                throw QuernException.user("\"" + name + "\" is no name of an environment variable: it must not be empty"
                        + " or contain = or NUL");
            }
        }
        environment.forEach((name, value) -> {
            if (value.indexOf('\0') >= 0) {
                throw QuernException.user("the value of the environment variable " + name + " contains NUL");
            }
        });
        jvmOptions.forEach(ChildSurroundings::check);
    }

    private static void check(String option) {
        if (!option.startsWith("-") || option.startsWith("-jar")) {
            throw QuernException.user("\"" + option + "\" is no option of a JVM; write one such as -Dkey=value or"
                    + " -XX:+UseZGC, each by itself");
        }
        SETTLED.forEach((prefix, setting) -> {
            if (option.startsWith(prefix)) {
                throw QuernException.user("the JVM option " + option
                        + " is not for a worker: what it sets follows from " + setting + "; set that");
            }
        });
    }

    /// The same, with another variable, which takes the place of one of that name.
    public ChildSurroundings withVariable(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new ChildSurroundings(more, jvmOptions, classPath);
    }

    /// The same, with that class path where it has none.
    public ChildSurroundings withDefaultClassPath(List<Path> entries) {
        return classPath.isEmpty() ? new ChildSurroundings(environment, jvmOptions, entries) : this;
    }

    /// Names of variables only.
    @Override
    public String toString() {
        return "variables " + environment.keySet() + ", options " + jvmOptions + ", class path " + classPath;
    }
}
