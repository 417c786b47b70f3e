package io.quern.cli.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;

/// A small source tree made for a test, compiled by the JDK's compiler.
final class PlantedHouse {
    private final Path root;
    private final Map<String, List<String>> sourcesByModule = new TreeMap<>();

    PlantedHouse(Path root) {
        this.root = root;
    }

    /// Writes a class, or a package-info, into a module.
    PlantedHouse with(String module, String qualifiedName, String text) throws IOException {
        int dot = qualifiedName.lastIndexOf('.');
        String header = "package " + qualifiedName.substring(0, dot) + ";\n";
        Path file = root.resolve(module).resolve("src/main/java").resolve(qualifiedName.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, qualifiedName.endsWith("package-info") ? text + "\n" + header : header + text);
        sourcesByModule.computeIfAbsent(module, _ -> new ArrayList<>()).add(file.toString());
        return this;
    }

    /// Compiles every module with the sources of all others in sight and reads the tree.
    House build() {
        String sourcePath = String.join(
                ":",
                sourcesByModule.keySet().stream()
                        .map(module -> root + "/" + module + "/src/main/java")
                        .toList());
        sourcesByModule.forEach((module, files) -> {
            List<String> arguments = new ArrayList<>(List.of(
                    "-proc:none",
                    "-implicit:none",
                    "-sourcepath",
                    sourcePath,
                    "-d",
                    root + "/" + module + "/target/classes"));
            arguments.addAll(files);
            int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
            if (status != 0) {
                throw new IllegalStateException("the planted sources of " + module + " do not compile");
            }
        });
        return House.read(root);
    }
}
