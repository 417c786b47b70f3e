/// Runs the functions of tasks on the threads of a worker. The worker's event loop starts, interrupts and answers runs;
/// each run belongs to its own thread, and reports its end as an event.
@NullMarked
package io.quern.worker.running;

import org.jspecify.annotations.NullMarked;
