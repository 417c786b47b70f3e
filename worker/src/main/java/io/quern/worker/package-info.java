/// The worker process: wiring of its state machine, its threads, its result store and its connections.
@NullMarked
package io.quern.worker;

import org.jspecify.annotations.NullMarked;
