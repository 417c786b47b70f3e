package io.quern.worker.execution;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.message.Holder;
import io.quern.core.message.Planning;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a worker has to do: the output of [WorkerMachine], carried out in order.
public sealed interface ExecutionInstruction {
    /// Sends a message on that stream.
    record SendToScheduler(long stream, WorkerMessage message) implements ExecutionInstruction {}

    /// Fetches a result into the store, then reports [ExecutionEvent.FetchSucceeded],
    /// [ExecutionEvent.FetchAbsent] or [ExecutionEvent.HolderUnreachable].
    ///
    /// @param sizeBytes what it takes in memory, as far as is known
    record FetchInput(RunId result, Holder holder, long sizeBytes) implements ExecutionInstruction {}

    /// Begins a run on a free thread; its inputs are in the store. Reports [ExecutionEvent.RunSucceeded],
    /// [ExecutionEvent.RunFailed] or [ExecutionEvent.RunCancelled] exactly once.
    ///
    /// A run that cannot read its part of an exchanged input reports [ExecutionEvent.RunLostInput] instead.
    ///
    /// @param inputs by dependency pattern, then by output; none for those that are exchanged or only measured
    /// @param exchanges where the outputs are of which the run reads its part, by the place of the pattern
    /// @param planning of a planner; null of any other
    record StartRun(
            RunId run,
            WorkerInstruction.DefineFunction function,
            Payload argument,
            List<List<RunId>> inputs,
            Map<Integer, List<ResultLocation>> exchanges,
            @Nullable Planning planning)
            implements ExecutionInstruction {
        /// A run that plans nothing and has all its inputs whole.
        public StartRun(
                RunId run, WorkerInstruction.DefineFunction function, Payload argument, List<List<RunId>> inputs) {
            this(run, function, argument, inputs, Map.of(), null);
        }

        public StartRun {
            exchanges = exchanges.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(exchanges));
            inputs = inputs.isEmpty()
                    ? List.of()
                    : inputs.stream().map(List::copyOf).toList();
        }
    }

    /// Gives a run its slot back.
    record ResumeRun(RunId run) implements ExecutionInstruction {}

    /// Interrupts a run; nobody waits for its result.
    record InterruptRun(RunId run) implements ExecutionInstruction {}

    /// Hands a run the answer to [ExecutionEvent.CommitAsked].
    record PassCommitAnswer(RunId run, boolean isGranted) implements ExecutionInstruction {}

    /// Takes a result out of the store.
    record DropResult(RunId result) implements ExecutionInstruction {}

    /// Forgets stages, their deserialised functions, and their code once no result of theirs is held.
    record ForgetStages(JobId job, List<Integer> stages) implements ExecutionInstruction {
        public ForgetStages {
            stages = List.copyOf(stages);
        }
    }

    /// The code of a stage travels: it is needed before a run of the stage begins or a result of it is fetched.
    /// Followed by [ForgetStages] or [ForgetJob].
    record LearnCode(JobId job, int stage, CodeHash codeSet) implements ExecutionInstruction {}

    /// Forgets the stages of a job, its code and their deserialised functions.
    record ForgetJob(JobId job) implements ExecutionInstruction {}

    /// Closes a stream.
    record CloseStream(long stream, String reason) implements ExecutionInstruction {}

    /// Opens a new stream to the scheduler, to register as a new incarnation.
    record Reconnect(String reason) implements ExecutionInstruction {}

    /// Ends the worker.
    ///
    /// @param isStartedAnew whether another process is to take its place
    record EndWorker(String reason, boolean isStartedAnew) implements ExecutionInstruction {}
}
