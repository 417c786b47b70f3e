package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// No source is longer than 500 lines unless the list of long files says why. At 300 lines a file is questioned:
/// [ArchitectureTest] prints those.
///
/// @param explained path from the root to the reason why that file is long
record FileLengths(Map<String, String> explained) implements ArchitectureRule {
    static final int QUESTIONED_LINES = 300;
    static final int LINES_MAX = 500;

    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        Set<String> stillLong = new HashSet<>();
        for (SourceFile source : house.sources()) {
            int lines = source.lines().size();
            String path = source.path().toString();
            if (lines > LINES_MAX) {
                stillLong.add(path);
                if (!explained.containsKey(path)) {
                    found.add(path + " has " + lines + " lines, more than " + LINES_MAX
                            + ": split it, or give its reason in long-files.txt");
                }
            }
        }
        for (String path : explained.keySet()) {
            if (!stillLong.contains(path)) {
                found.add(path + " is in long-files.txt and is not long (any more): take it out");
            }
        }
        return found;
    }

    /// Returns the files that should be looked at, longest first.
    static List<String> questioned(House house) {
        return house.sources().stream()
                .filter(source -> source.lines().size() > QUESTIONED_LINES)
                .sorted((a, b) -> Integer.compare(b.lines().size(), a.lines().size()))
                .map(source -> source.lines().size() + " lines: " + source.path())
                .toList();
    }
}
