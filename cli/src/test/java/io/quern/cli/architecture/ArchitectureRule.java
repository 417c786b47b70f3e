package io.quern.cli.architecture;

import java.util.List;

/// One thing that must hold for the whole source tree.
interface ArchitectureRule {
    /// Returns one line a violation, naming the place and the remedy; none when the rule holds.
    List<String> violations(House house);
}
