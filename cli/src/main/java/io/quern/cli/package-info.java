/// The command line `quern`: its root command, exit codes and error lines.
@NullMarked
package io.quern.cli;

import org.jspecify.annotations.NullMarked;
