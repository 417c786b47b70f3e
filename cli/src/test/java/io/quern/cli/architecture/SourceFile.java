package io.quern.cli.architecture;

import java.nio.file.Path;
import java.util.List;

/// One Java source of ours.
///
/// @param path from the root of the repository
/// @param packageName with dots, from its folder
/// @param isTest whether it lies below `src/test`
record SourceFile(String module, Path path, String packageName, boolean isTest, List<String> lines) {
    /// Returns the file's name without `.java`: the simple name of its class, or `package-info`, `module-info`.
    String simpleName() {
        String file = path.getFileName().toString();
        return file.substring(0, file.length() - ".java".length());
    }

    boolean isPackageInfo() {
        return simpleName().equals("package-info");
    }

    boolean isClass() {
        return !isPackageInfo() && !simpleName().equals("module-info");
    }

    /// Returns the file's path below `src/main/java` or `src/test/java`, as class files name it.
    String pathInPackage() {
        return packageName.replace('.', '/') + (packageName.isEmpty() ? "" : "/") + path.getFileName();
    }
}
