package io.quern.cli.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The source tree: the sources of every module, and the main classes of those that are built.
///
/// A class file whose source is gone is left out: an incremental build may have left it behind.
record House(Path root, List<SourceFile> sources, List<CompiledClass> classes) {
    /// Reads the folders below `root` that have a `src` folder: one module each.
    static House read(Path root) {
        List<SourceFile> sources = new ArrayList<>();
        List<CompiledClass> classes = new ArrayList<>();
        for (Path module : list(root)
                .filter(folder -> Files.isDirectory(folder.resolve("src")))
                .sorted()
                .toList()) {
            String name = module.getFileName().toString();
            List<SourceFile> main = sourcesOf(root, name, false);
            sources.addAll(main);
            sources.addAll(sourcesOf(root, name, true));
            Set<String> mainPaths = main.stream().map(SourceFile::pathInPackage).collect(Collectors.toSet());
            walk(module.resolve("target/classes"), ".class")
                    .filter(file -> !file.endsWith("module-info.class"))
                    .map(file -> CompiledClass.parse(name, bytes(file)))
                    .filter(compiled -> mainPaths.contains(compiled.sourceFile()))
                    .forEach(classes::add);
        }
        return new House(root, List.copyOf(sources), List.copyOf(classes));
    }

    private static List<SourceFile> sourcesOf(Path root, String module, boolean isTest) {
        Path folder = root.resolve(module).resolve(isTest ? "src/test/java" : "src/main/java");
        return walk(folder, ".java")
                .map(file -> new SourceFile(
                        module,
                        root.relativize(file),
                        folder.relativize(file.getParent()).toString().replace('/', '.'),
                        isTest,
                        lines(file)))
                .toList();
    }

    private static Stream<Path> walk(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList().stream();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }
}
