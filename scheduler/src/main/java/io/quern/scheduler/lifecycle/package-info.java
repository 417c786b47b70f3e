/// The scheduler's state machine: events in, instructions out, nothing else.
///
/// [SchedulerMachine] is the entry. One class an event family (workers, runs, clients, time) turns events into steps of
/// tasks; [TransitionTable] declares what each step does; [TaskSteps] takes steps to a fixed point; [Invariants] says
/// what always holds. No clock, socket, thread, file, log or random call inside: the same events give the same
/// instructions and the same [StateDigest]. Owned by one event loop.
///
/// More than 20 files: events, instructions and their handlers are one uniform family.
@NullMarked
package io.quern.scheduler.lifecycle;

import org.jspecify.annotations.NullMarked;
