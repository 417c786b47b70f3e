package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.JobSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.StageInput;
import io.quern.core.graph.StageSpec;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What clients are done with is forgotten everywhere: after a thousand jobs and sessions the scheduler's tables are as
/// large as after a few.
class NothingIsKeptTest {
    private static final long SEED = Long.getLong("seed", 3L);
    private static final Payload CODE = Payload.of(new byte[] {1});

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final SchedulerMachine machine = new SchedulerMachine(SchedulerSettings.DEFAULT, 1);
    private final Queue<Event> waiting = new ArrayDeque<>();
    private long ids;

    @Test
    void tablesReturnToTheirStartAfterAThousandJobsAndSessions() {
        for (int i = 0; i < 3; i++) {
            waiting.add(new Event.WorkerRegistered(
                    new WorkerId(++ids), new WorkerMessage.RegisterWorker("w" + i, "tcp://w" + i, 2, 1 << 30), 0));
        }
        play();
        Map<String, Long> start = machine.sizes();
        long mostTasks = 0;
        for (int round = 0; round < 1_000; round++) {
            mostTasks = Math.max(mostTasks, playRound());
        }

        assertThat(mostTasks).isPositive();
        assertThat(machine.sizes()).as("seed %s", SEED).isEqualTo(start);
        assertThat(start).containsEntry("tasks", 0L).containsEntry("workers", 3L);
    }

    /// A client comes, submits tasks and a job, names, holds and releases, and goes, in one way or another.
    ///
    /// @return tasks that were known at most
    private long playRound() {
        ClientId client = new ClientId(++ids);
        JobId session = new JobId(random.nextLong(), random.nextLong());
        waiting.add(new Event.ClientRegistered(client, "c", session, false, 0));
        TaskBatch batch = batch();
        tell(client, new ClientMessage.SubmitTasks(batch));
        tell(client, new ClientMessage.SubmitTasks(actor()));
        JobSpec job = job();
        tell(client, new ClientMessage.SubmitJob(job));
        play();
        long known = machine.sizes().getOrDefault("tasks", 0L);
        if (random.nextBoolean()) {
            TaskKey named = new TaskKey(session, 0, 0);
            tell(client, new ClientMessage.NameResult(1, "best", named, true));
            tell(client, new ClientMessage.UnnameResult(2, "best", named));
        }
        if (random.nextBoolean()) {
            tell(client, new ClientMessage.ReleaseTasks(session, List.of(new TaskRange(0, 0, batch.size()))));
            tell(client, new ClientMessage.ReleaseJob(job.id()));
        }
        tell(client, new ClientMessage.EndSession());
        waiting.add(new Event.ClientLost(client, "closed", 0));
        play();
        return known;
    }

    private void tell(ClientId client, ClientMessage message) {
        waiting.add(new Event.ClientSpoke(client, message, 0));
    }

    private TaskBatch batch() {
        TaskBatchBuilder builder = new TaskBatchBuilder(0);
        int _ = builder.addFunction(new FunctionSpec("f", "", CODE));
        int size = 1 + random.nextInt(20);
        for (int i = 0; i < size; i++) {
            String key = random.nextBoolean() ? "key-" + i : null;
            int _ = builder.addTask(0, CODE, options(), key, random.nextInt(3) == 0 || i == 0);
            if (i > 0) {
                builder.addInput(0, random.nextInt(i));
            }
        }
        return builder.build();
    }

    /// An actor and calls of it.
    private TaskBatch actor() {
        TaskBatchBuilder builder = new TaskBatchBuilder(1);
        int _ = builder.addFunction(new FunctionSpec("a", "", CODE));
        int _ = builder.addTask(0, CODE, TaskOptions.NONE.inRole(TaskRole.ACTOR), null, true);
        for (int i = random.nextInt(5); i > 0; i--) {
            int _ = builder.addTask(0, CODE, TaskOptions.call(0), null, random.nextBoolean());
            builder.addInput(1, 0);
        }
        return builder.build();
    }

    private TaskOptions options() {
        TaskOptions none = TaskOptions.NONE;
        return new TaskOptions(
                random.nextInt(3),
                none.retries(),
                random.nextInt(4) == 0 ? List.of("w" + random.nextInt(3)) : List.of(),
                random.nextBoolean(),
                none.resources(),
                random.nextInt(4) == 0 ? 1_000 : 0,
                none.deadline(),
                random.nextBoolean(),
                false,
                false);
    }

    private JobSpec job() {
        StageSpec read = new StageSpec(0, "read", 1 + random.nextInt(8), true, List.of(), CODE, List.of());
        StageSpec map =
                new StageSpec(1, "map", read.partitions(), false, List.of(new StageInput.OneToOne(0)), CODE, List.of());
        return new JobSpec(new JobId(random.nextLong(), random.nextLong()), "job", List.of(read, map), List.of(1));
    }

    /// Handles what waits until nothing is left; workers end every run, one in twenty of them with an exception.
    private void play() {
        while (!waiting.isEmpty()) {
            for (Instruction instruction : machine.handle(waiting.remove())) {
                if (instruction instanceof Instruction.TellWorker(WorkerId worker, var messages)) {
                    messages.forEach(message -> answer(worker, message));
                }
            }
        }
    }

    private void answer(WorkerId worker, WorkerInstruction message) {
        if (message instanceof WorkerInstruction.AssignTask task) {
            waiting.add(new Event.WorkerSpoke(worker, end(task.run()), 0));
        } else if (message instanceof WorkerInstruction.RecallRun recall) {
            waiting.add(new Event.WorkerSpoke(worker, new WorkerMessage.RunReturned(recall.run()), 0));
        }
    }

    private WorkerMessage end(RunId run) {
        if (random.nextInt(20) != 0) {
            return new WorkerMessage.TaskSucceeded(run, 10, 10, Map.of("rows", 1L));
        }
        TaskFailure.Cause cause = new TaskFailure.Cause("Boom", "no", List.of());
        return new WorkerMessage.TaskFailed(run, new TaskFailure(ErrorCode.USER, run, "?", "?", 1, List.of(cause)));
    }
}
