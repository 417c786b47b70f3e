/// How a command ends: exit codes, and misuse. Immutable values.
@NullMarked
package io.quern.cli.outcome;

import org.jspecify.annotations.NullMarked;
