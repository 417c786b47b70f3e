package io.quern.examples.documents;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A Java source file from a document, compiled and run against the class path of the tests.
///
/// @param folder empty, owned by this program: it is compiled there and runs there
record DocumentedProgram(Path folder, String code) {
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:final |sealed |abstract )*(?:class|record|interface|enum) (\\w+)");
    private static final long SECONDS_MAX = 120;

    /// Compiles it with all warnings; returns what the compiler says, nothing when it is content.
    String compile() throws IOException {
        Path source = Files.writeString(folder.resolve(name() + ".java"), code);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-Xlint:all,-classfile,-path,-serial",
                    "-Werror",
                    "-d",
                    folder.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            Boolean isContent = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            return isContent ? "" : said.toString();
        }
    }

    /// Runs it in a JVM of its own; returns its output when it failed, nothing when it ended well.
    String run() throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""),
                        "-cp",
                        folder + ":" + System.getProperty("java.class.path"),
                        name())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no end within " + SECONDS_MAX + " s\n" + Files.readString(output);
        }
        return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + "\n" + Files.readString(output);
    }

    private String name() {
        Matcher matcher = PUBLIC_TYPE.matcher(code);
        return matcher.find() ? matcher.group(1) : "Program";
    }
}
