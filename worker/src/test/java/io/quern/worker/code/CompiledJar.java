package io.quern.worker.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.code.CodeSet;
import io.quern.core.key.CodeHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A jar of classes that the test compiled, so that nobody else has them.
record CompiledJar(byte[] bytes) {
    /// @param folder an empty one
    /// @param source of a class of that name, in the unnamed package
    static CompiledJar of(Path folder, String className, String source) throws IOException {
        Path file = Files.writeString(folder.resolve(className + ".java"), source);
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.resolve("classes").toString(),
                        file.toString());
        assertThat(exit).as("exit code of the compiler for %s", source).isZero();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> classes = Files.list(folder.resolve("classes"))) {
            for (Path one : classes.sorted().toList()) {
                jar.putNextEntry(new JarEntry(one.getFileName().toString()));
                jar.write(Files.readAllBytes(one));
            }
        }
        return new CompiledJar(bytes.toByteArray());
    }

    CodeSet.Blob blob() {
        return new CodeSet.Blob(CodeHash.of(bytes), bytes.length);
    }
}
