/// Locks, semaphores, events, queues and variables that programs share through the scheduler.
///
/// [CoordinationMachine] is the entry; it belongs to the state machine in `lifecycle` and is as pure: no clock,
/// thread or log, and ordered collections alone. One class a kind keeps what is held ([Leases], [EventFlags],
/// [SharedQueues], [SharedVariables]); [Waiters] keeps who waits, in what order, until when. Each change is
/// followed by `settle`, which serves the line of an object as far as it can be served, and forgets an object that
/// nobody uses.
@NullMarked
package io.quern.scheduler.coordination;

import org.jspecify.annotations.NullMarked;
