package io.quern.client.shipping;

import io.quern.core.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What every worker has on its own class path, so that it need not travel.
///
/// Jars of the framework and of its libraries are known by their file names, which have their versions; a jar that
/// holds more than the framework has another name, and travels. The workers' own classes come first in any case: so
/// what travels in vain costs time, and changes nothing.
public final class WorkerLibraries {
    /// Names of jars, joined by commas; in the jars of `cluster`, `dataframe` and `cli`, made by the build.
    private static final String RESOURCE = "META-INF/quern/libraries";

    private static final List<String> MODULES =
            List.of("core", "client", "cluster", "dataframe", "scheduler", "worker", "examples", "cli");

    /// Classes by which a folder of the framework's own build is known.
    private static final List<String> MARKERS = List.of(
            "io/quern/core/Version.class",
            "io/quern/client/Client.class",
            "io/quern/cluster/Cluster.class",
            "io/quern/dataframe/DataFrame.class",
            "io/quern/scheduler/SchedulerServer.class",
            "io/quern/worker/WorkerServer.class",
            "io/quern/examples/EventsJob.class",
            "io/quern/cli/Main.class");

    private final Set<String> jarNames;
    private final Set<Path> entries;

    private WorkerLibraries(Set<String> jarNames, Set<Path> entries) {
        this.jarNames = jarNames;
        this.entries = entries;
    }

    /// For workers that have a distribution of this version and no more.
    ///
    /// @param framework finds the framework's classes
    public static WorkerLibraries ofDistribution(ClassLoader framework) {
        Set<String> names = new HashSet<>();
        MODULES.forEach(module -> names.add("quern-" + module + "-" + Version.number() + ".jar"));
        try {
            for (URL list : Collections.list(framework.getResources(RESOURCE))) {
                try (InputStream in = list.openStream()) {
                    for (String jar : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .strip()
                            .split(",")) {
                        names.add(jar.substring(jar.lastIndexOf('/') + 1));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE + " of the framework's own jars", e);
        }
        return new WorkerLibraries(names, Set.of());
    }

    /// For workers that were started with these entries on their class path.
    public static WorkerLibraries ofEntries(Collection<Path> entries) {
        return new WorkerLibraries(Set.of(), Set.copyOf(entries));
    }

    /// Whether a worker has that entry of a class path.
    boolean have(Path entry) {
        return entries.contains(entry)
                || jarNames.contains(entry.getFileName().toString())
                || (!jarNames.isEmpty() && isOwnFolder(entry));
    }

    private static boolean isOwnFolder(Path entry) {
        return Files.isDirectory(entry) && MARKERS.stream().anyMatch(marker -> Files.exists(entry.resolve(marker)));
    }
}
