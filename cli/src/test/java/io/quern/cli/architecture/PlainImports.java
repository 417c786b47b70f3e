package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;

/// Imports name what they import: no wildcards.
final class PlainImports implements ArchitectureRule {
    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        for (SourceFile source : house.sources()) {
            for (String line : source.lines()) {
                if (line.startsWith("import ") && line.endsWith(".*;")) {
                    found.add(source.path() + ": " + line + " names nothing: import each class");
                }
            }
        }
        return found;
    }
}
