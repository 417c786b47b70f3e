package io.quern.bench.daemon;

import java.io.File;
import java.nio.file.Path;

/// What the build has left in this checkout, in which benchmarks are started.
final class BuiltFiles {
    private BuiltFiles() {}

    /// The distribution: what goes into an image too.
    static Path distribution() {
        return Path.of("cli", "target", "dist").toAbsolutePath();
    }

    static Path launcher() {
        return distribution().resolve("bin").resolve("quern");
    }

    /// The benchmarks' classes and libraries, peers' drivers among them.
    static Path benchFolder() {
        return Path.of("bench", "target").toAbsolutePath();
    }

    static String benchClassPath() {
        return benchFolder().resolve("lib") + File.separator + "*" + File.pathSeparator
                + benchFolder().resolve("classes");
    }
}
