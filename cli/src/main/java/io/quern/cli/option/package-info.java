/// Options that several commands have, and how options become settings. A command's parse fills them, on one thread.
@NullMarked
package io.quern.cli.option;

import org.jspecify.annotations.NullMarked;
