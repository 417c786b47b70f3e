/// The command line `quern`: its root command, its exit codes and its error lines.
///
/// A command is a picocli `Callable<Integer>` in a file of its own, named in [io.quern.cli.QuernCommand]. It
/// returns an [io.quern.cli.outcome.ExitCode], writes results to standard output and everything else to
/// standard error, and reports failure by throwing: [io.quern.cli.CommandErrors] turns what it throws into the
/// line that a person reads.
@NullMarked
package io.quern.cli;

import org.jspecify.annotations.NullMarked;
