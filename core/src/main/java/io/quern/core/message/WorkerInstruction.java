package io.quern.core.message;

import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import java.util.List;

/// What the scheduler tells a worker.
public sealed interface WorkerInstruction extends Message {
    /// The worker is registered under this incarnation.
    record WorkerAccepted(WorkerId worker, long epoch) implements WorkerInstruction {}

    /// A function of a stage; comes once to a worker, before the first [AssignTask] that names it.
    ///
    /// @param function number of the function in its stage: 0 where the stage has one for all its tasks
    /// @param name of the stage, or of the function where the stage is a batch of tasks
    /// @param codeSet the code of the job, which the scheduler has; the same in all functions of a job
    /// @param exchanges places of its inputs of which a run reads one part each, by itself
    record DefineFunction(
            JobId job,
            int stage,
            int function,
            String name,
            int partitions,
            Payload code,
            CodeHash codeSet,
            List<Integer> exchanges)
            implements WorkerInstruction {
        public DefineFunction {
            exchanges = List.copyOf(exchanges);
        }

        /// A function of a job whose code every worker has, and that reads its inputs whole.
        public DefineFunction(JobId job, int stage, int function, String name, int partitions, Payload code) {
            this(job, stage, function, name, partitions, code, CodeHash.NONE, List.of());
        }
    }

    /// Runs a task.
    ///
    /// @param function number of its function in its stage
    /// @param priority smaller runs first
    /// @param inputs where the results it depends on are, by dependency pattern, then by output
    record AssignTask(RunId run, int function, long priority, Payload argument, List<List<ResultLocation>> inputs)
            implements WorkerInstruction {
        public AssignTask {
            inputs = inputs.isEmpty()
                    ? List.of()
                    : inputs.stream().map(List::copyOf).toList();
        }
    }

    /// Runs the task of a planner. Its list of inputs is empty behind what it measures.
    record AssignPlanner(AssignTask task, Planning planning) implements WorkerInstruction {}

    /// Nobody listens to this run any more: interrupt it, or do not start it.
    record CancelRun(RunId run) implements WorkerInstruction {}

    /// Give this run back if it has not begun: another worker could begin sooner. Answered by
    /// [WorkerMessage.RunReturned], or by what shows that it has begun.
    record RecallRun(RunId run) implements WorkerInstruction {}

    /// Hold this result too. Answered by [WorkerMessage.ReplicaAdded] or [WorkerMessage.CopyFailed].
    record CopyResult(ResultLocation result) implements WorkerInstruction {}

    /// These results are needed no more.
    record DropResults(List<RunId> results) implements WorkerInstruction {
        public DropResults {
            results = List.copyOf(results);
        }
    }

    /// No task of these stages will come any more: their functions are forgotten.
    record DropStages(JobId job, List<Integer> stages) implements WorkerInstruction {
        public DropStages {
            stages = List.copyOf(stages);
        }
    }

    /// The job has ended: its stages, runs and results are forgotten.
    record DropJob(JobId job) implements WorkerInstruction {}

    /// Answer to [WorkerMessage.AskCommit].
    record AnswerCommit(RunId run, boolean isGranted) implements WorkerInstruction {}

    /// What is here at this place of the stream? Answered at once by [WorkerMessage.InventoryTold].
    record CheckInventory(long number) implements WorkerInstruction {}

    /// Which results are here at this place of the stream? Answered at once by [WorkerMessage.OfferResults], as many as
    /// it takes, and [WorkerMessage.InventoryTold] behind them.
    record ListResults(long number) implements WorkerInstruction {}

    /// The worker is to stop; its process ends.
    ///
    /// @param isStartedAnew whether another process is to take its place, which its nanny starts; else it stops
    ///     for good
    record StopWorker(String reason, boolean isStartedAnew) implements WorkerInstruction {}
}
