/// The bundled examples as commands: they read options, choose where the program runs, and call what `examples` has.
@NullMarked
package io.quern.cli.example;

import org.jspecify.annotations.NullMarked;
