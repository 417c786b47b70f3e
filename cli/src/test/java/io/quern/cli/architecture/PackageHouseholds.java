package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Each main package says what it is for, is named for a feature, and is split before it has more than twenty files;
/// a uniform family (one class a rule, a message, a kernel) may be larger and says so in its `package-info`.
final class PackageHouseholds implements ArchitectureRule {
    private static final int FILES_MAX = 20;
    private static final String EXEMPT = "uniform family";
    private static final Set<String> NOT_A_FEATURE =
            Set.of("util", "utils", "common", "impl", "manager", "helper", "helpers", "misc");

    @Override
    public List<String> violations(House house) {
        Map<String, List<SourceFile>> byPackage = new TreeMap<>();
        for (SourceFile source : house.sources()) {
            if (!source.isTest() && !source.packageName().isEmpty()) {
                byPackage
                        .computeIfAbsent(source.packageName(), _ -> new ArrayList<>())
                        .add(source);
            }
        }
        List<String> found = new ArrayList<>();
        byPackage.forEach((name, sources) -> check(name, sources, found));
        return found;
    }

    private static void check(String name, List<SourceFile> sources, List<String> found) {
        String information = sources.stream()
                .filter(SourceFile::isPackageInfo)
                .flatMap(source -> source.lines().stream())
                .reduce("", (text, line) -> text + "\n" + line);
        if (!information.contains("///")) {
            found.add(
                    name + " has no package-info.java with a /// comment: say its purpose, thread rules and stability");
        }
        long files = sources.stream().filter(SourceFile::isClass).count();
        if (files > FILES_MAX && !information.contains(EXEMPT)) {
            found.add(name + " has " + files + " files, more than " + FILES_MAX + ": split it by feature, or say '"
                    + EXEMPT + "' in its package-info and of what");
        }
        for (String part : name.split("\\.")) {
            if (NOT_A_FEATURE.contains(part)) {
                found.add(name + " is named " + part + ": name the feature");
            }
        }
    }
}
