/// Holds the architecture: reads every module's classes and sources and checks the rules that no compiler checks.
///
/// A rule is one [io.quern.cli.architecture.Rule]; [io.quern.cli.architecture.ArchitectureTest] runs all of
/// them on this repository, and each has a test of its own that plants a violation. It is written on the JDK's
/// Class-File API.
@NullMarked
package io.quern.cli.architecture;

import org.jspecify.annotations.NullMarked;
