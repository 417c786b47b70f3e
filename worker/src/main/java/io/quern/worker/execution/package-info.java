/// What a worker decides: which inputs it fetches, which runs it starts, what it keeps and what it tells the scheduler.
///
/// [WorkerMachine] is a pure state machine: `List<ExecutionInstruction> handle(ExecutionEvent)`. It reads no clock,
/// socket, thread, file or random source, so that whole clusters run in a simulator; `io.quern.worker` carries its
/// instructions out. One thread owns a machine. The lifecycle of a task is the declared table in
/// [WorkerTransitions]; its rules stand in one file a family of steps, as do events in one a family.
///
/// More than 20 files: events, instructions, steps and what they do are one uniform family.
@NullMarked
package io.quern.worker.execution;

import org.jspecify.annotations.NullMarked;
