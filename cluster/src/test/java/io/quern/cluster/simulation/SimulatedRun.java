package io.quern.cluster.simulation;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.key.RunId;
import io.quern.core.task.TaskFailure;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionInstruction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// A run on a thread of a simulated worker, and how it may end.
final class SimulatedRun {
    private static final long ELAPSED_NANOS = 200 * SimulatedTime.MILLI;

    final ExecutionInstruction.StartRun start;
    boolean isInterrupted;
    boolean waitsForCommit;
    boolean hasSlot = true;
    private final List<List<Long>> inputs;

    SimulatedRun(ExecutionInstruction.StartRun start, List<List<Long>> inputs) {
        this.start = start;
        this.inputs = inputs;
    }

    /// The run has read its part of the next output behind an exchanged input.
    void addPart(int place, long output) {
        inputs.get(place).add(SimulatedJob.part(output, start.run().task().partition()));
    }

    long value() {
        return SimulatedTask.isArgument(start.argument())
                ? SimulatedTask.value(start.argument(), inputs.getFirst())
                : SimulatedJob.value(start.run().task(), inputs);
    }

    /// A good end. Every other result goes with the news, the others have to be fetched.
    ExecutionEvent.RunSucceeded succeeded() {
        RunId run = start.run();
        boolean isTold = run.task().partition() % 2 == 0;
        Payload told = isTold
                ? Payload.of(ByteBuffer.allocate(Long.BYTES).putLong(value()).array())
                : Payload.EMPTY;
        return new ExecutionEvent.RunSucceeded(run, sizeBytes(run), ELAPSED_NANOS, Map.of("runs", 1L), told);
    }

    static ExecutionEvent.RunFailed failed(RunId run, String worker, String message) {
        TaskFailure.Cause cause = new TaskFailure.Cause("Failure", message, List.of());
        return new ExecutionEvent.RunFailed(
                run, new TaskFailure(ErrorCode.USER, run, "?", worker, run.attempt(), List.of(cause)));
    }

    static long sizeBytes(RunId result) {
        return 100 + result.task().partition() * 1_000L;
    }
}
