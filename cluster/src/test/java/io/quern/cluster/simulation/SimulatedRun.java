package io.quern.cluster.simulation;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StagePlan;
import io.quern.core.key.RunId;
import io.quern.core.message.Planning;
import io.quern.core.task.OutputMeasure;
import io.quern.core.task.TaskFailure;
import io.quern.worker.execution.ExecutionEvent;
import io.quern.worker.execution.ExecutionInstruction;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    boolean reads(RunId result) {
        return start.inputs().stream().anyMatch(behind -> behind.contains(result));
    }

    /// This call lets another one begin: a call has the object to itself, but for those that were cancelled and
    /// have not noticed.
    void checkNoRival(ExecutionInstruction.StartRun call, RunId actor, Set<RunId> calledOffInVain) {
        boolean isRival = !start.run().equals(call.run())
                && !isInterrupted
                && !calledOffInVain.contains(start.run())
                && start.inputs().getFirst().getFirst().equals(actor);
        if (isRival) {
            throw new IllegalStateException(start.run() + " and " + call.run() + " run on one object");
        }
    }

    /// The run has read its part of the next output behind an exchanged input.
    void addPart(int place, long output) {
        inputs.get(place).add(SimulatedJob.part(output, start.run().task().partition()));
    }

    long value() {
        return SimulatedTask.isArgument(start.argument())
                ? SimulatedTask.value(start.argument(), inputs.getFirst())
                : SimulatedJob.value(start.run().task(), start.argument(), inputs);
    }

    /// A good end. Every other result goes with the news, the others have to be fetched.
    ///
    /// @param plan of a planner, else null
    ExecutionEvent.RunSucceeded succeeded(@Nullable StagePlan plan) {
        RunId run = start.run();
        boolean isTold = run.task().partition() % 2 == 0;
        Payload told = isTold
                ? Payload.of(ByteBuffer.allocate(Long.BYTES).putLong(value()).array())
                : Payload.EMPTY;
        return new ExecutionEvent.RunSucceeded(run, sizeBytes(run), ELAPSED_NANOS, Map.of("runs", 1L), told, plan);
    }

    static ExecutionEvent.RunFailed failed(RunId run, String worker, String message) {
        TaskFailure.Cause cause = new TaskFailure.Cause("Failure", message, List.of());
        return new ExecutionEvent.RunFailed(
                run, new TaskFailure(ErrorCode.USER, run, "?", worker, run.attempt(), List.of(cause)));
    }

    /// What a planner is told of its inputs is what their runs told: of those of a scheduler's life before only
    /// the size.
    void checkMeasures(SimulatedJob job) {
        Planning planning = start.planning();
        if (planning == null) {
            return;
        }
        for (Planning.MeasuredInput input : planning.measured()) {
            List<Long> sizes =
                    input.outputs().stream().map(OutputMeasure::sizeBytes).toList();
            boolean isRight = sizes.equals(job.measuredSizes(start.argument(), input.input()))
                    && input.outputs().stream()
                            .allMatch(output -> output.counters().isEmpty()
                                    || output.counters().equals(Map.of("runs", 1L)));
            if (!isRight) {
                throw new IllegalStateException(start.run() + " is told " + input);
            }
        }
    }

    static long sizeBytes(RunId result) {
        return sizeBytes(result.task().partition());
    }

    static long sizeBytes(int partition) {
        return 100 + partition * 1_000L;
    }
}
