/// The commands that run until they are asked to stop: a scheduler, and a worker with its nanny.
@NullMarked
package io.quern.cli.daemon;

import org.jspecify.annotations.NullMarked;
