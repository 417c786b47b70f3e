/// The scheduler process: wiring of its state machine, its event loop and its connections.
@NullMarked
package io.quern.scheduler;

import org.jspecify.annotations.NullMarked;
