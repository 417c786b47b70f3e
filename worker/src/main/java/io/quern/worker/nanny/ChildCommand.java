package io.quern.worker.nanny;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command line of a worker's JVM.
///
/// Everybody on the machine can read the arguments of a process: no secret belongs here. The worker finds its token
/// in the connection file, of which only the path is given.
///
/// @param java the executable
/// @param jvmFlags flags of the JVM, the memory limits among them
/// @param classPath class path
/// @param mainClass what it runs
/// @param arguments arguments of the program
/// @param environment variables over those of this process; they may be secrets, and are in no text
public record ChildCommand(
        Path java,
        List<String> jvmFlags,
        String classPath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {
    /// How many seconds a JVM takes the address that a host had for the one that it has. Left alone it does so for
    /// 30 s, in which a worker would look for a scheduler that has moved where it was.
    private static final String LOOK_UPS_KEPT = "-Dsun.net.inetaddr.ttl=5";

    /// The nanny reads its output as UTF-8, whatever the locale is.
    private static final List<String> UTF_8_OUT = List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8");

    public ChildCommand {
        jvmFlags = List.copyOf(jvmFlags);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /// A JVM like this one: the same executable, and whether it may call native code and use `Unsafe`.
    public static ChildCommand likeThisJvm(
            String mainClass,
            MemorySplit memory,
            List<Path> classPath,
            ChildSurroundings surroundings,
            List<String> arguments) {
        List<String> flags = new ArrayList<>(memory.jvmFlags());
        flags.add("--enable-native-access=ALL-UNNAMED");
        flags.add("--sun-misc-unsafe-memory-access=allow");
        flags.add(LOOK_UPS_KEPT);
        flags.addAll(UTF_8_OUT);
        flags.addAll(surroundings.jvmOptions());
        return new ChildCommand(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                flags,
                Stream.concat(classPath.stream(), surroundings.classPath().stream())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                mainClass,
                arguments,
                environment(memory, surroundings));
    }

    private static Map<String, String> environment(MemorySplit memory, ChildSurroundings surroundings) {
        Map<String, String> environment = new TreeMap<>(memory.environment());
        environment.putAll(surroundings.environment());
        return environment;
    }

    /// The process to be.
    ProcessBuilder process() {
        ProcessBuilder process = new ProcessBuilder(line());
        process.environment().putAll(environment);
        return process;
    }

    @Override
    public String toString() {
        return String.join(" ", line());
    }

    List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(java.toString());
        line.addAll(jvmFlags);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}
