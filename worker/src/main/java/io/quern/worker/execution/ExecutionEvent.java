package io.quern.worker.execution;

import io.quern.core.graph.Payload;
import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage.MemoryState;
import io.quern.core.task.TaskFailure;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What happened to a worker: the input of [WorkerMachine]. Times are readings of a monotonic clock.
///
/// Streams to the scheduler are numbered by whoever opens them, each number larger than the one before; what an
/// older stream still brings is dropped and counted.
public sealed interface ExecutionEvent {
    /// A stream to the scheduler is open; the worker is not registered yet.
    record Connected(long stream, long nowNanos) implements ExecutionEvent {}

    /// A stream broke, or was closed by the scheduler.
    record ConnectionLost(long stream, String reason) implements ExecutionEvent {}

    /// The scheduler sent an instruction.
    record SchedulerSpoke(long stream, WorkerInstruction instruction, long nowNanos) implements ExecutionEvent {}

    /// The scheduler showed that it is alive.
    record SchedulerPinged(long stream, long nowNanos) implements ExecutionEvent {}

    /// A fetched result is in the store.
    record FetchSucceeded(RunId result, long sizeBytes) implements ExecutionEvent {}

    /// The holder does not have the result.
    record FetchAbsent(RunId result, Holder holder, String reason) implements ExecutionEvent {}

    /// The holder could not be reached.
    record HolderUnreachable(RunId result, Holder holder, String reason) implements ExecutionEvent {}

    /// A run ended well; its result is in the store and its thread is free again.
    ///
    /// @param sizeBytes size of the result
    /// @param counters what the run counted
    /// @param shortValue what goes with the news, as in [io.quern.core.message.WorkerMessage.TaskSucceeded]
    /// @param plan of a planner; null of any other
    record RunSucceeded(
            RunId run,
            long sizeBytes,
            long elapsedNanos,
            Map<String, Long> counters,
            Payload shortValue,
            @Nullable StagePlan plan)
            implements ExecutionEvent {
        public RunSucceeded {
            counters = counters.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(counters));
        }

        /// A run of no planner.
        public RunSucceeded(
                RunId run, long sizeBytes, long elapsedNanos, Map<String, Long> counters, Payload shortValue) {
            this(run, sizeBytes, elapsedNanos, counters, shortValue, null);
        }
    }

    /// A run ended with an error; its thread is free again.
    record RunFailed(RunId run, TaskFailure failure) implements ExecutionEvent {}

    /// A run ended because a part that it reads of an exchanged input could not be had from any holder; its thread
    /// is free again.
    ///
    /// @param holder the last one tried
    record RunLostInput(RunId run, RunId input, Holder holder) implements ExecutionEvent {}

    /// A run could not begin, because an input that was here cannot be read any more; its thread is free again.
    record InputUnreadable(RunId run, RunId input) implements ExecutionEvent {}

    /// A result that was here cannot be read any more.
    record ResultDamaged(RunId result, String problem) implements ExecutionEvent {}

    /// From now on work is begun only when nothing else runs, or freely again.
    record IntakeChanged(boolean isPaused) implements ExecutionEvent {}

    /// The memory holds something else than it did when that was told last.
    record MemoryMeasured(MemoryState memory) implements ExecutionEvent {}

    /// A run that was interrupted ended; its thread is free again.
    record RunCancelled(RunId run) implements ExecutionEvent {}

    /// A run waits for other tasks and uses no slot meanwhile.
    record RunBlocked(RunId run) implements ExecutionEvent {}

    /// The run that was blocked wants a slot again, and waits until [ExecutionInstruction.ResumeRun] gives it
    /// one. A run that was interrupted does not wait.
    record RunUnblocked(RunId run) implements ExecutionEvent {}

    /// A run waits for the permission to publish its output.
    record CommitAsked(RunId run) implements ExecutionEvent {}

    /// Time went by; comes at least once a heartbeat interval.
    record TimePassed(long nowNanos) implements ExecutionEvent {}

    /// The process is asked to end.
    record StopAsked(String reason) implements ExecutionEvent {}
}
