package io.quern.scheduler.recovery;

import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.wire.FieldReader;
import io.quern.core.wire.FieldWriter;
import io.quern.core.wire.ProtocolException;
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
import java.nio.ByteBuffer;
import java.util.List;

/// Turns records into bytes and back, in the layout of messages ([io.quern.core.wire]). Stateless.
///
/// | Types | Records about |
/// |---|---|
/// | 1 to 15 | clients, and lives of the scheduler |
/// | 16 to 31 | jobs of stages |
/// | 32 to 47 | tasks of sessions |
/// | 48 to 63 | names of results, and of workers |
/// | 64 to 79 | output |
///
/// Golden bytes in the tests hold the layout; a change needs a new [io.quern.core.wire.Protocol#VERSION], with
/// which every file of a journal begins.
public final class JournalRecordCodec {
    private static final String FAMILY = "JournalRecord";

    private JournalRecordCodec() {}

    /// Number of a record's kind, from 1 to 255.
    public static int type(JournalRecord record) {
        return switch (record) {
            case ClientLeaseBegan _ -> 1;
            case ClientLeaseEnded _ -> 2;
            case LifeBegan _ -> 3;
            case JobSubmitted _ -> 16;
            case StagesAppended _ -> 17;
            case JobFinished _ -> 18;
            case JobReleased _ -> 19;
            case JobCancelled _ -> 20;
            case JobFailed _ -> 21;
            case TasksSubmitted _ -> 32;
            case TasksHeld _ -> 33;
            case TasksReleased _ -> 34;
            case TasksDetached _ -> 35;
            case DetachedTasksEnded _ -> 36;
            case TasksCancelled _ -> 37;
            case TasksRetried _ -> 38;
            case BatchesAnswered _ -> 39;
            case CopiesWanted _ -> 40;
            case ResultNamed _ -> 48;
            case ResultUnnamed _ -> 49;
            case WorkerRetired _ -> 50;
            case CommitGranted _ -> 64;
            case CommitStarted _ -> 65;
        };
    }

    /// The fields of a record, without its type. The buffer is the caller's.
    ///
    /// @throws ProtocolException where it is larger than any record may be
    public static ByteBuffer encode(JournalRecord record) {
        FieldWriter out = new FieldWriter(record.getClass().getSimpleName());
        switch (record) {
            case ClientLeaseBegan began -> {
                out.job(began.session());
                out.name(began.name());
            }
            case ClientLeaseEnded ended -> out.job(ended.session());
            case LifeBegan began -> out.number(began.life());
            case JobSubmitted submitted -> {
                out.job(submitted.session());
                out.jobSpec(submitted.job());
            }
            case StagesAppended appended -> {
                out.run(appended.planner());
                out.plan(appended.plan());
            }
            case JobFinished finished -> out.job(finished.job());
            case JobFailed failed -> {
                out.job(failed.job());
                out.failure(failed.failure());
            }
            case JobReleased released -> out.job(released.job());
            case JobCancelled cancelled -> out.job(cancelled.job());
            case TasksSubmitted submitted -> {
                out.job(submitted.session());
                out.batch(submitted.batch());
            }
            case BatchesAnswered answered -> {
                out.job(answered.session());
                out.number(answered.next());
                out.list(answered.refused(), FieldWriter::number);
            }
            case TasksHeld held -> {
                out.job(held.session());
                out.list(held.tasks(), FieldWriter::task);
            }
            case TasksReleased released -> {
                out.job(released.session());
                ranges(out, released.job(), released.tasks());
            }
            case TasksDetached detached -> ranges(out, detached.job(), detached.tasks());
            case DetachedTasksEnded ended -> ranges(out, ended.job(), ended.tasks());
            case TasksCancelled cancelled -> {
                ranges(out, cancelled.job(), cancelled.tasks());
                out.text(cancelled.reason());
            }
            case TasksRetried retried -> ranges(out, retried.job(), retried.tasks());
            case CopiesWanted wanted -> {
                out.list(wanted.tasks(), FieldWriter::task);
                out.number(wanted.copies());
            }
            case ResultNamed named -> {
                out.name(named.name());
                out.task(named.task());
            }
            case ResultUnnamed unnamed -> out.name(unnamed.name());
            case WorkerRetired left -> out.name(left.worker());
            case CommitGranted granted -> out.run(granted.run());
            case CommitStarted started -> out.run(started.run());
        }
        return out.toBuffer();
    }

    /// Reads the fields of a record.
    ///
    /// @throws ProtocolException where the bytes are not exactly one record of this type; nothing else is thrown,
    ///     whatever they are
    public static JournalRecord decode(int type, byte[] bytes) {
        return FieldReader.read(FAMILY, bytes, in -> read(type, in));
    }

    private static JournalRecord read(int type, FieldReader in) {
        return switch (type) {
            case 1 -> new ClientLeaseBegan(in.job(), in.name("name"));
            case 2 -> new ClientLeaseEnded(in.job());
            case 3 -> new LifeBegan(in.number("life"));
            case 16 -> new JobSubmitted(in.job(), in.jobSpec());
            case 17 -> new StagesAppended(in.run(), in.plan());
            case 18 -> new JobFinished(in.job());
            case 19 -> new JobReleased(in.job());
            case 20 -> new JobCancelled(in.job());
            case 21 -> new JobFailed(in.job(), in.failure());
            case 32 -> new TasksSubmitted(in.job(), in.batch());
            case 33 -> new TasksHeld(in.job(), in.list("tasks", FieldReader::task));
            case 34 -> new TasksReleased(in.job(), in.job(), ranges(in));
            case 35 -> new TasksDetached(in.job(), ranges(in));
            case 36 -> new DetachedTasksEnded(in.job(), ranges(in));
            case 37 -> new TasksCancelled(in.job(), ranges(in), in.text("reason"));
            case 38 -> new TasksRetried(in.job(), ranges(in));
            case 39 ->
                new BatchesAnswered(in.job(), in.number("next"), in.list("refused", each -> each.number("number")));
            case 40 -> new CopiesWanted(in.list("tasks", FieldReader::task), in.number("copies"));
            case 48 -> new ResultNamed(in.name("name"), in.task());
            case 49 -> new ResultUnnamed(in.name("name"));
            case 50 -> new WorkerRetired(in.name("worker"));
            case 64 -> new CommitGranted(in.run());
            case 65 -> new CommitStarted(in.run());
            default -> throw in.error("type", "no record has the type " + type);
        };
    }

    private static void ranges(FieldWriter out, JobId job, List<TaskRange> tasks) {
        out.job(job);
        out.list(tasks, FieldWriter::range);
    }

    private static List<TaskRange> ranges(FieldReader in) {
        return in.list("tasks", FieldReader::range);
    }
}
