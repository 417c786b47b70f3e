package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Modules use only the modules below them. The table is the picture of ARCHITECTURE.md.
final class ModuleArrows implements ArchitectureRule {
    static final Map<String, Set<String>> BELOW = Map.of(
            "core", Set.of(),
            "scheduler", Set.of("core"),
            "worker", Set.of("core"),
            "client", Set.of("core"),
            "dataframe", Set.of("client", "core"),
            "cluster", Set.of("scheduler", "worker", "client", "core"),
            "examples", Set.of("cluster", "client", "dataframe", "core"),
            "bench", Set.of("examples", "cluster", "worker", "client", "dataframe", "core"),
            "cli", Set.of("examples", "cluster", "scheduler", "worker", "client", "dataframe", "core"));

    @Override
    public List<String> violations(House house) {
        Map<String, String> moduleOfClass = house.classes().stream()
                .collect(Collectors.toMap(CompiledClass::name, CompiledClass::module, (a, _) -> a));
        List<String> found = new ArrayList<>();
        for (CompiledClass from : house.classes()) {
            Set<String> below = BELOW.get(from.module());
            if (below == null) {
                found.add("module " + from.module()
                        + " is not in the table of ModuleArrows: add it with what it may use");
                continue;
            }
            for (String used : from.classes()) {
                String module = moduleOfClass.getOrDefault(used, from.module());
                if (!module.equals(from.module()) && !below.contains(module)) {
                    found.add(from.name() + " uses " + used + ": " + from.module() + " may use " + below + ", not "
                            + module);
                }
            }
        }
        return found;
    }
}
