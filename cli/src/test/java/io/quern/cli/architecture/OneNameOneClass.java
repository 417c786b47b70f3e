package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A simple name means one top-level class in the whole build, tests included.
final class OneNameOneClass implements ArchitectureRule {
    @Override
    public List<String> violations(House house) {
        Map<String, List<String>> byName = new TreeMap<>();
        for (SourceFile source : house.sources()) {
            if (source.isClass()) {
                byName.computeIfAbsent(source.simpleName(), _ -> new ArrayList<>())
                        .add(source.path().toString());
            }
        }
        List<String> found = new ArrayList<>();
        byName.forEach((name, paths) -> {
            if (paths.size() > 1) {
                found.add("the name " + name + " is taken " + paths.size() + " times: " + String.join(", ", paths));
            }
        });
        return found;
    }
}
