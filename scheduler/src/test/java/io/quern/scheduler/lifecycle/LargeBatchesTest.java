package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.error.ErrorCode;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice.BatchRefused;
import io.quern.core.message.ClientNotice.TasksEnded;
import io.quern.core.message.Message;
import io.quern.core.message.WorkerMessage;
import io.quern.core.task.TaskFailure;
import io.quern.core.wire.MessageCodec;
import io.quern.core.wire.Protocol;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What comes of very many tasks at once is told in messages that fit, or refused.
class LargeBatchesTest {
    private static final Payload CODE = Payload.of(new byte[] {1});
    private static final ClientId CLIENT = new ClientId(1);
    private static final WorkerId WORKER = new WorkerId(2);
    private static final JobId SESSION = new JobId(3, 4);

    private final SchedulerMachine machine = new SchedulerMachine(SchedulerSettings.DEFAULT, 1);

    @BeforeEach
    void register() {
        tell(new Event.WorkerRegistered(WORKER, new WorkerMessage.RegisterWorker("w", "tcp://w", 1, 1 << 30), 0));
        tell(new Event.ClientRegistered(CLIENT, "c", SESSION, false, 0));
    }

    @Test
    void failuresOfVeryManyTasksComeInMessagesThatFit() {
        TaskBatchBuilder builder = begin();
        for (int i = 0; i < 500; i++) {
            int _ = builder.addTask(0, CODE, TaskOptions.NONE, null, true);
            if (i > 0) {
                builder.addInput(0, 0);
            }
        }
        submit(builder.build());
        RunId run = new RunId(new TaskKey(SESSION, 0, 0), 1);

        List<TasksEnded> told = new ArrayList<>();
        for (Message message :
                tell(new Event.WorkerSpoke(WORKER, new WorkerMessage.TaskFailed(run, largeFailure(run)), 0))) {
            if (message instanceof TasksEnded ended) {
                told.add(ended);
            }
        }

        assertThat(told)
                .hasSizeGreaterThan(2)
                .allSatisfy(message -> assertThat(MessageCodec.encode(message).length)
                        .isLessThanOrEqualTo(Protocol.CONTROL_BYTES_MAX));
        assertThat(MessageCodec.encode(told.getFirst()).length).isGreaterThan(30_000_000);
        assertThat(told.stream().flatMap(message -> message.outcomes().stream()))
                .hasSize(500)
                .doesNotHaveDuplicates();
    }

    /// As large as one that a worker sends may be: it has 65,536 characters, here of three bytes each.
    private static TaskFailure largeFailure(RunId run) {
        List<TaskFailure.Cause> causes = IntStream.range(0, 8)
                .mapToObj(i -> new TaskFailure.Cause("com.acme.Cause" + i, "★".repeat(8_192), List.of()))
                .toList();
        return new TaskFailure(ErrorCode.USER, run, "f", "w", 1, causes);
    }

    @Test
    void aBatchWhoseTasksAllAskForSomethingElseIsRefusedAndLeavesNothing() {
        TaskBatchBuilder builder = begin();
        for (int i = 0; i < 10_001; i++) {
            TaskOptions none = TaskOptions.NONE;
            TaskOptions wish = new TaskOptions(
                    0,
                    none.retries(),
                    none.workers(),
                    none.isStrict(),
                    none.resources(),
                    1_000 + i,
                    none.deadline(),
                    false,
                    false,
                    false);
            int _ = builder.addTask(0, CODE, wish, null, true);
        }

        assertThat(submit(builder.build()))
                .filteredOn(BatchRefused.class::isInstance)
                .singleElement()
                .asString()
                .contains("10001 different wishes", "the limit is 10000", "memory in whole hundreds of MiB");
        assertThat(machine.sizes()).containsEntry("lanes", 0L).containsEntry("tasks", 0L);
    }

    private static TaskBatchBuilder begin() {
        TaskBatchBuilder builder = new TaskBatchBuilder(0);
        int _ = builder.addFunction(new FunctionSpec("f", "", CODE));
        return builder;
    }

    private List<Message> submit(TaskBatch batch) {
        return tell(new Event.ClientSpoke(CLIENT, new ClientMessage.SubmitTasks(batch), 0));
    }

    /// What the client is told of it.
    private List<Message> tell(Event event) {
        List<Message> told = new ArrayList<>();
        for (Instruction instruction : machine.handle(event)) {
            if (instruction instanceof Instruction.TellClient(ClientId _, List<Message> messages)) {
                told.addAll(messages);
            }
        }
        return told;
    }
}
