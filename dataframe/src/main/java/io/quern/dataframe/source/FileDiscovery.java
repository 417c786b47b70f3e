package io.quern.dataframe.source;

import io.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the files behind paths and masks.
///
/// - A file is read whatever its name. A folder is searched with all its sub-folders for files with one of the
///   wanted endings. In a mask such as `events/*/*/*.parquet` each part may hold `*`, `?`, `[ab]` and `{a,b}`; what
///   it matches is then a file or a folder. A part that exists under just that name is no mask.
/// - Files and folders whose names begin with `.` or `_` are skipped, unless the user named them.
/// - Symbolic links are followed; a link to a folder above itself is skipped.
/// - The order is fixed: by argument, then by name, folder by folder.
public final class FileDiscovery {
    private final String kind;
    private final List<String> endings;

    /// @param kind what the wanted files are called in messages, such as `Parquet`
    /// @param endings lower-case file endings such as `.parquet`; empty accepts every file
    public FileDiscovery(String kind, List<String> endings) {
        this.kind = kind;
        this.endings = List.copyOf(endings);
    }

    /// All files behind the arguments.
    ///
    /// @throws QuernException if an argument matches nothing, a folder has no file of the kind, or the files have
    ///     different folder columns
    public FileSet find(List<String> pathsOrMasks) {
        if (pathsOrMasks.isEmpty()) {
            throw QuernException.user("no path to read; give a file, a folder or a mask");
        }
        List<Path> paths = new ArrayList<>();
        for (String argument : pathsOrMasks) {
            paths.addAll(findOne(argument));
        }
        return withFolderColumns(paths);
    }

    private List<Path> findOne(String argument) {
        Path path = LocalPath.of(argument);
        List<Path> roots = Files.exists(path) ? List.of(path) : expand(path);
        if (roots.isEmpty()) {
            throw isMask(path)
                    ? QuernException.user("no file or folder matches " + argument)
                    : QuernException.user("no such file or folder: " + argument + missingPart(path));
        }
        List<Path> found = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path root : roots) {
            if (Files.isDirectory(root)) {
                collect(root, found, others);
            } else {
                found.add(root);
            }
        }
        if (found.isEmpty()) {
            throw QuernException.user("no " + kind + " files in " + argument
                    + (endings.isEmpty() ? "" : " (looked for names ending in " + String.join(", ", endings) + ")")
                    + (others.isEmpty() ? "" : "; found others, such as " + others.getFirst()));
        }
        return found;
    }

    private static String missingPart(Path path) {
        Path existing = path.toAbsolutePath().getParent();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing == null || existing.equals(path.toAbsolutePath().getParent())
                ? ""
                : " (" + existing + " exists, what follows does not)";
    }

    private void collect(Path folder, List<Path> found, List<Path> others) {
        for (Path child : children(folder)) {
            if (isHidden(child)) {
                continue;
            }
            if (Files.isDirectory(child)) {
                if (!leadsUp(child)) {
                    collect(child, found, others);
                }
            } else if (isWanted(child)) {
                found.add(child);
            } else {
                others.add(child);
            }
        }
    }

    private boolean isWanted(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return endings.isEmpty() || endings.stream().anyMatch(name::endsWith);
    }

    private static boolean isHidden(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") || name.startsWith("_");
    }

    private static boolean leadsUp(Path folder) {
        Path parent = folder.toAbsolutePath().getParent();
        try {
            return Files.isSymbolicLink(folder)
                    && parent != null
                    && parent.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException e) {
            throw QuernException.user("cannot follow the link " + folder + ": " + e, e);
        }
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            throw QuernException.user("cannot list the folder " + folder + ": " + e, e);
        }
        children.sort((a, b) -> String.valueOf(a.getFileName()).compareTo(String.valueOf(b.getFileName())));
        return children;
    }

    private static boolean isMask(Path path) {
        return path.toString().chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private static List<Path> expand(Path mask) {
        @Nullable Path root = mask.getRoot();
        List<Path> matched = List.of(root == null ? Path.of("") : root);
        for (Path part : mask) {
            List<Path> next = new ArrayList<>();
            for (Path folder : matched) {
                expandPart(folder, part, next);
            }
            matched = next;
        }
        return matched;
    }

    private static void expandPart(Path folder, Path part, List<Path> next) {
        Path literal = folder.resolve(part);
        if (!isMask(part) || Files.exists(literal)) {
            if (Files.exists(literal)) {
                next.add(literal);
            }
            return;
        }
        if (!Files.isDirectory(folder.toString().isEmpty() ? Path.of(".") : folder)) {
            return;
        }
        String glob = part.toString();
        boolean isHiddenWanted = glob.startsWith(".") || glob.startsWith("_");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        for (Path child : children(folder)) {
            Path name = child.getFileName();
            if (name != null && matcher.matches(name) && (isHiddenWanted || !isHidden(child))) {
                next.add(folder.resolve(name));
            }
        }
    }

    private static FileSet withFolderColumns(List<Path> paths) {
        List<String> names = names(FolderColumn.of(paths.getFirst()));
        List<DataFile> files = new ArrayList<>(paths.size());
        for (Path path : paths) {
            List<FolderColumn> columns = FolderColumn.of(path);
            if (!names(columns).equals(names)) {
                throw QuernException.user("files have different folder columns: " + paths.getFirst() + " has "
                        + described(names) + ", " + path + " has " + described(names(columns))
                        + "; read them as separate frames");
            }
            List<@Nullable String> values = new ArrayList<>();
            columns.forEach(column -> values.add(column.value()));
            files.add(new DataFile(path.toAbsolutePath().toString(), size(path), values));
        }
        return new FileSet(names, files);
    }

    private static String described(List<String> names) {
        return names.isEmpty() ? "none" : names.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> names(List<FolderColumn> columns) {
        return columns.stream().map(FolderColumn::name).toList();
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw QuernException.user("cannot read the size of " + path + ": " + e, e);
        }
    }
}
