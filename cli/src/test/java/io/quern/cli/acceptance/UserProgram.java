package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;

/// A program of a user: sources that the test compiles into a folder of its own, and runs in a JVM with the
/// libraries of the distribution. No daemon ever has its classes.
///
/// @param before command that starts the JVM, such as one that puts it on another host; empty for none
record UserProgram(Path folder, List<String> before) {
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Path LIBRARIES = QuernProcess.ROOT.resolve("cli/target/dist/lib");

    UserProgram(Path folder) {
        this(folder, List.of());
    }

    /// Compiles classes, one a source, into `classes`.
    UserProgram compiled(String... sources) throws IOException {
        return compiledInto("classes", sources);
    }

    /// Compiles classes into a folder beside `classes`, against those.
    UserProgram compiledInto(String target, String... sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-cp",
                folder.resolve("library") + ":" + System.getProperty("java.class.path"),
                "-d",
                folder.resolve(target).toString()));
        for (int i = 0; i < sources.length; i++) {
            Path source = Files.createDirectories(folder.resolve("source-" + target + i))
                    .resolve(sources[i].replaceFirst("(?s).*?public \\w+ (\\w+).*", "$1") + ".java");
            arguments.add(Files.writeString(source, sources[i]).toString());
        }
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(exit).as("exit code of the compiler").isZero();
        return this;
    }

    /// Runs a class of the compiled program.
    List<String> run(String mainClass, Object... arguments) throws IOException, InterruptedException {
        return await(start(mainClass, arguments));
    }

    Process start(String mainClass, Object... arguments) throws IOException {
        return start(folder.resolve("classes") + ":" + folder.resolve("library") + ":", mainClass, arguments);
    }

    /// Runs a source as it is, as `java Program.java` does.
    List<String> runSource(String source, Object... arguments) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("Program.java"), source);
        return await(start("", file.toString(), arguments));
    }

    private Process start(String classPath, String program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                JDK.resolve("java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath + LIBRARIES + "/*",
                program));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
    }

    /// Types lines into a jshell.
    List<String> runShell(String lines) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script.jsh"), lines + "\n/exit\n");
        List<String> jars;
        try (var files = Files.list(LIBRARIES)) {
            jars = files.map(Path::toString).sorted().toList();
        }
        return await(new ProcessBuilder(
                        JDK.resolve("jshell").toString(),
                        "-R--sun-misc-unsafe-memory-access=allow",
                        "-J-Djava.util.prefs.userRoot=" + folder,
                        "--class-path",
                        String.join(":", jars),
                        "-s",
                        "-")
                .directory(folder.toFile())
                .redirectInput(script.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start());
    }

    /// The lines that it prints before it ends well.
    List<String> await(Process process) throws IOException, InterruptedException {
        ProcessLines out = new ProcessLines(process.getInputStream());
        try {
            assertThat(process.waitFor(QuernProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("an end in time; it printed %s", out.soFar())
                    .isTrue();
            List<String> printed = out.awaitEnd();
            assertThat(process.exitValue())
                    .as("%s\n%s", String.join("\n", printed), Files.readString(folder.resolve("errors.txt")))
                    .isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    /// Moves what was compiled into a folder to another.
    void move(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
