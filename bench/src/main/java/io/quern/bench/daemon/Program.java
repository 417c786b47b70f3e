package io.quern.bench.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program to start.
///
/// @param name for people; a container has it too
/// @param environment on top of this process's
/// @param memoryBytes what a container lets it use; nobody holds it to that elsewhere
/// @param log file for what it writes
public record Program(
        String name,
        Launch launch,
        List<String> arguments,
        Map<String, String> environment,
        long memoryBytes,
        Path log) {
    public Program {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /// What is started with the arguments.
    public enum Launch {
        /// `bin/quern` of the distribution.
        QUERN,
        /// A JVM with the class path of the benchmarks; the arguments begin with its options and the main class.
        JAVA,
        /// A command of this machine, which is not in containers.
        COMMAND
    }
}
