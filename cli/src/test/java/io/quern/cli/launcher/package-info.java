/// Tests of `bin/quern` as a process: how it finds a JDK, builds a checkout, and starts the program.
@NullMarked
package io.quern.cli.launcher;

import org.jspecify.annotations.NullMarked;
