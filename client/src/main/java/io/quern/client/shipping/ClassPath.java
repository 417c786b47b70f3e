package io.quern.client.shipping;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jars and folders in which class loaders look, in the order in which they look. Entries that do not exist, or
/// are not files of this machine, are left out.
public final class ClassPath {
    private static final Logger log = LoggerFactory.getLogger(ClassPath.class);

    private final Set<Path> entries = new LinkedHashSet<>();

    private ClassPath() {}

    /// The entries of a loader, behind those of the loaders that it asks first.
    public static List<Path> of(ClassLoader loader) {
        return whole(given(loader));
    }

    /// What loaders were given: entries that may not exist, without those that their manifests name.
    static List<Path> given(ClassLoader loader) {
        List<Path> given = new ArrayList<>();
        ClassLoader parent = loader.getParent();
        if (parent != null) {
            given.addAll(given(parent));
        }
        if (loader.equals(ClassLoader.getSystemClassLoader())) {
            given.addAll(modules(System.getProperty("jdk.module.path", "")));
            given.addAll(split(System.getProperty("java.class.path", "")));
        } else if (loader instanceof URLClassLoader urls) {
            for (URL url : urls.getURLs()) {
                addUrl(url, given);
            }
        }
        return given;
    }

    /// The entries that exist, each with those that its manifest names. Opens every jar.
    static List<Path> whole(List<Path> given) {
        ClassPath path = new ClassPath();
        given.forEach(path::add);
        return List.copyOf(path.entries);
    }

    private static void addUrl(URL url, List<Path> given) {
        try {
            URI place = url.toURI();
            if ("file".equals(place.getScheme())) {
                given.add(Path.of(place));
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            log.debug("{} is no place of this machine", url, e);
        }
    }

    private static List<Path> split(String paths) {
        List<Path> parts = new ArrayList<>();
        if (!paths.isEmpty()) {
            for (String part : paths.split(System.getProperty("path.separator"), -1)) {
                try {
                    parts.add(Path.of(part));
                } catch (InvalidPathException e) {
                    log.debug("'{}' on the class path is no path", part, e);
                }
            }
        }
        return parts;
    }

    /// A module path has modules, or folders of modules.
    private static List<Path> modules(String paths) {
        List<Path> modules = new ArrayList<>();
        for (Path part : split(paths)) {
            if (!Files.isDirectory(part) || Files.exists(part.resolve("module-info.class"))) {
                modules.add(part);
                continue;
            }
            try (Stream<Path> files = Files.list(part)) {
                files.sorted()
                        .filter(module -> Files.isDirectory(module)
                                || module.getFileName().toString().endsWith(".jar"))
                        .forEach(modules::add);
            } catch (IOException e) {
                log.debug("the module path {} cannot be listed", part, e);
            }
        }
        return modules;
    }

    private void add(Path given) {
        Path entry = given.toAbsolutePath().normalize();
        if (Files.exists(entry) && entries.add(entry) && Files.isRegularFile(entry)) {
            addNamedIn(entry);
        }
    }

    /// Jars may name others in their manifest, which are looked in behind them.
    private void addNamedIn(Path jar) {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Manifest manifest = opened.getManifest();
            String named =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (named == null) {
                return;
            }
            for (String one : named.strip().split("\\s+")) {
                URI place = jar.toUri().resolve(one);
                if ("file".equals(place.getScheme())) {
                    add(Path.of(place));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            log.debug("{} names no other jars", jar, e);
        }
    }
}
