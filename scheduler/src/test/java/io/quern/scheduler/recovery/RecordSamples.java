package io.quern.scheduler.recovery;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StagePlan;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.TaskFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Records for tests: one of each kind, all from one random source, so that a seed names them.
public final class RecordSamples {
    private final Random random;

    public RecordSamples(Random random) {
        this.random = random;
    }

    /// Every kind of record.
    static List<Class<?>> kinds() {
        return Arrays.asList(JournalRecord.class.getPermittedSubclasses());
    }

    /// One record of each kind, in the order of [#kinds()].
    List<JournalRecord> all() {
        return List.of(
                new JournalRecord.LifeBegan(1 + random.nextInt(9)),
                new JournalRecord.ClientLeaseBegan(job(), text()),
                new JournalRecord.ClientLeaseEnded(job()),
                submitted(40),
                new JournalRecord.StagesAppended(run(), new StagePlan(stages(40), 1)),
                new JournalRecord.JobFinished(job()),
                new JournalRecord.JobFailed(job(), failure()),
                new JournalRecord.JobReleased(job()),
                new JournalRecord.JobCancelled(job()),
                new JournalRecord.TasksSubmitted(job(), batch()),
                new JournalRecord.BatchesAnswered(job(), random.nextInt(9), List.of(1, random.nextInt(9))),
                new JournalRecord.TasksHeld(job(), List.of(run().task(), run().task())),
                new JournalRecord.TasksReleased(job(), job(), ranges()),
                new JournalRecord.TasksDetached(job(), ranges()),
                new JournalRecord.DetachedTasksEnded(job(), ranges()),
                new JournalRecord.TasksCancelled(job(), ranges(), text()),
                new JournalRecord.TasksRetried(job(), ranges()),
                new JournalRecord.ResultNamed(text(), run().task()),
                new JournalRecord.ResultUnnamed(text()),
                new JournalRecord.CommitGranted(run()),
                new JournalRecord.CommitStarted(run()),
                new JournalRecord.CopiesWanted(List.of(run().task()), 2),
                new JournalRecord.WorkerRetired(text()));
    }

    /// A job whose function and arguments have less than this many bytes each.
    public JournalRecord.JobSubmitted submitted(int payloadBytesMax) {
        return new JournalRecord.JobSubmitted(job(), new JobSpec(job(), text(), stages(payloadBytesMax), List.of(1)));
    }

    private List<StageSpec> stages(int payloadBytesMax) {
        List<Payload> arguments = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            arguments.add(payload(payloadBytesMax));
        }
        int leaves = arguments.size();
        return List.of(
                new StageSpec(0, text(), leaves, random.nextBoolean(), List.of(), payload(payloadBytesMax), arguments),
                new StageSpec(1, text(), 1, false, List.of(new StageInput.Broadcast(0)), Payload.EMPTY, List.of()));
    }

    private TaskFailure failure() {
        TaskFailure.Cause cause = new TaskFailure.Cause(text(), text(), List.of(text(), text()), List.of(text()));
        return new TaskFailure(ErrorCode.USER, run(), text(), text(), 1 + random.nextInt(3), List.of(cause));
    }

    private TaskBatch batch() {
        TaskBatchBuilder batch = new TaskBatchBuilder(3);
        batch.addFunction(new FunctionSpec("square", "Report.java:41", payload(40)));
        for (int task = 0, count = 1 + random.nextInt(70); task < count; task++) {
            String key = random.nextBoolean() ? null : "key-" + task;
            batch.addTask(0, payload(40), TaskOptions.NONE, key, random.nextBoolean());
            if (task > 0) {
                batch.addInput(3, random.nextInt(task));
                batch.addForeignInput(run().task());
            }
        }
        return batch.build();
    }

    private List<TaskRange> ranges() {
        return List.of(new TaskRange(2, random.nextInt(9), 9 + random.nextInt(1_000)), new TaskRange(3, 0, 1));
    }

    private JobId job() {
        return new JobId(random.nextLong(), random.nextLong());
    }

    private RunId run() {
        return new RunId(new TaskKey(job(), random.nextInt(100), random.nextInt(100_000)), 1 + random.nextInt(9));
    }

    private Payload payload(int bytesMax) {
        byte[] bytes = new byte[random.nextInt(bytesMax)];
        random.nextBytes(bytes);
        return Payload.of(bytes);
    }

    private String text() {
        return "job-" + random.nextInt(1_000) + (random.nextBoolean() ? " ü→" : "");
    }
}
