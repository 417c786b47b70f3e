package io.quern.scheduler.recovery;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskColumns;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.recovery.JournalRecord.BatchesAnswered;
import io.quern.scheduler.recovery.JournalRecord.ClientLeaseBegan;
import io.quern.scheduler.recovery.JournalRecord.ClientLeaseEnded;
import io.quern.scheduler.recovery.JournalRecord.CommitGranted;
import io.quern.scheduler.recovery.JournalRecord.CommitStarted;
import io.quern.scheduler.recovery.JournalRecord.CopiesWanted;
import io.quern.scheduler.recovery.JournalRecord.DetachedTasksEnded;
import io.quern.scheduler.recovery.JournalRecord.JobCancelled;
import io.quern.scheduler.recovery.JournalRecord.JobFailed;
import io.quern.scheduler.recovery.JournalRecord.JobFinished;
import io.quern.scheduler.recovery.JournalRecord.JobReleased;
import io.quern.scheduler.recovery.JournalRecord.JobSubmitted;
import io.quern.scheduler.recovery.JournalRecord.LifeBegan;
import io.quern.scheduler.recovery.JournalRecord.ResultNamed;
import io.quern.scheduler.recovery.JournalRecord.ResultUnnamed;
import io.quern.scheduler.recovery.JournalRecord.StagesAppended;
import io.quern.scheduler.recovery.JournalRecord.TasksCancelled;
import io.quern.scheduler.recovery.JournalRecord.TasksDetached;
import io.quern.scheduler.recovery.JournalRecord.TasksHeld;
import io.quern.scheduler.recovery.JournalRecord.TasksReleased;
import io.quern.scheduler.recovery.JournalRecord.TasksRetried;
import io.quern.scheduler.recovery.JournalRecord.TasksSubmitted;
import io.quern.scheduler.recovery.JournalRecord.WorkerRetired;
import java.util.List;

/// About how many bytes a record takes, known before it is encoded: for bounds on what waits. Costs a look at each
/// function and argument of a stage, and nothing a task of a batch.
public final class RecordSize {
    private static final long SMALL_BYTES = 256;
    private static final long ELEMENT_BYTES = 32;
    private static final long COLUMN_BYTES = 4;

    private RecordSize() {}

    public static long estimateBytes(JournalRecord record) {
        return switch (record) {
            case JobSubmitted submitted -> stages(submitted.job().stages());
            case StagesAppended appended -> stages(appended.plan().stages());
            case TasksSubmitted submitted -> batch(submitted.batch());
            case BatchesAnswered answered -> elements(answered.refused());
            case JobFailed failed -> failure(failed.failure());
            case TasksHeld held -> elements(held.tasks());
            case TasksReleased released -> elements(released.tasks());
            case TasksDetached detached -> elements(detached.tasks());
            case DetachedTasksEnded ended -> elements(ended.tasks());
            case TasksCancelled cancelled ->
                elements(cancelled.tasks()) + cancelled.reason().length();
            case TasksRetried retried -> elements(retried.tasks());
            case CopiesWanted wanted -> elements(wanted.tasks());
            case ClientLeaseBegan _,
                    ClientLeaseEnded _,
                    LifeBegan _,
                    JobFinished _,
                    JobReleased _,
                    JobCancelled _,
                    ResultNamed _,
                    ResultUnnamed _,
                    WorkerRetired _,
                    CommitGranted _,
                    CommitStarted _ -> SMALL_BYTES;
        };
    }

    private static long failure(TaskFailure failure) {
        long bytes = SMALL_BYTES;
        for (TaskFailure.Cause cause : failure.causes()) {
            bytes += SMALL_BYTES + cause.type().length() + cause.message().length();
            for (String line : cause.frames()) {
                bytes += ELEMENT_BYTES + line.length();
            }
            for (String type : cause.supertypes()) {
                bytes += ELEMENT_BYTES + type.length();
            }
        }
        for (String line : failure.lastLines()) {
            bytes += ELEMENT_BYTES + line.length();
        }
        return bytes;
    }

    private static long elements(List<?> elements) {
        return SMALL_BYTES + ELEMENT_BYTES * elements.size();
    }

    private static long stages(List<StageSpec> stages) {
        long bytes = elements(stages);
        for (StageSpec stage : stages) {
            bytes += SMALL_BYTES + stage.function().sizeBytes();
            for (Payload argument : stage.arguments()) {
                bytes += ELEMENT_BYTES + argument.sizeBytes();
            }
        }
        return bytes;
    }

    private static long batch(TaskBatch batch) {
        TaskColumns columns = batch.columns();
        long bytes = elements(batch.options()) + elements(batch.foreign());
        for (FunctionSpec function : batch.functions()) {
            bytes += SMALL_BYTES + function.code().sizeBytes();
        }
        bytes += COLUMN_BYTES * (5L * batch.size() + columns.inputs().length);
        return bytes + columns.keys().length + columns.arguments().length;
    }
}
