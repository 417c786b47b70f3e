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
    public sealed interface Launch {
        /// `bin/quern` of the distribution.
        record Quern() implements Launch {}

        /// A JVM with the class path of the benchmarks; the arguments begin with its options and the main class.
        record Java() implements Launch {}

        /// A command of other software, which runs on the Java of its place.
        ///
        /// @param folder of the software, which containers may read
        /// @param command path in it
        record Command(Path folder, Path command) implements Launch {}
    }
}
