package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Each heavy library has one home, so that nothing else must know it and embedded programs need not load it.
final class LibraryHomes implements ArchitectureRule {
    private static final Map<String, Set<String>> HOMES = new TreeMap<>(Map.of(
            "io/netty/", Set.of("core", "scheduler", "bench"),
            "com/esotericsoftware/", Set.of("core"),
            "com/fasterxml/jackson/", Set.of("core", "scheduler", "dataframe", "cli", "bench"),
            "org/apache/hadoop/", Set.of("dataframe", "examples"),
            "org/apache/parquet/", Set.of("dataframe", "examples"),
            "org/apache/avro/", Set.of("dataframe", "examples"),
            "io/airlift/compress/", Set.of("dataframe"),
            "picocli/", Set.of("cli"),
            "ch/qos/logback/", Set.of("cli"),
            "org/duckdb/", Set.of("bench")));

    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        for (CompiledClass from : house.classes()) {
            for (String used : from.classes()) {
                HOMES.forEach((library, homes) -> {
                    if (used.startsWith(library) && !homes.contains(from.module())) {
                        found.add(from.name() + " uses " + used + ": the home of " + library + " is " + homes);
                    }
                });
            }
        }
        return found;
    }
}
