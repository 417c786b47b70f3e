package io.quern.scheduler.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskBatchBuilder;
import io.quern.core.graph.TaskOptions;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientMessage;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a checkpoint holds is what a replay of it holds.
class CheckpointTest {
    private static final ClientId CLIENT = new ClientId(1);
    private static final JobId SESSION = new JobId(3, 4);
    private static final List<TaskRange> FIRST = List.of(new TaskRange(0, 0, 1));

    private final List<JournalRecord> journal = new ArrayList<>();
    private SchedulerMachine machine = SchedulerMachine.withJournal(SchedulerSettings.DEFAULT.withChecks(), 1);

    @Test
    void functionsThatNoTaskHasStayWhileNothingOfTheirBatchIsForgotten() {
        handle(new Event.Recovered(Set.of(), 0, 0));
        handle(new Event.ClientRegistered(CLIENT, "c", SESSION, false, 0));
        TaskBatch batch = batch();
        tell(new ClientMessage.SubmitTasks(batch));
        tell(new ClientMessage.DetachTasks(SESSION, FIRST));
        checkpoint();
        tell(new ClientMessage.CancelTasks(SESSION, FIRST, "not wanted"));
        List<JournalRecord> live = live(machine);
        machine = SchedulerMachine.withJournal(SchedulerSettings.DEFAULT.withChecks(), 1);
        journal.forEach(content -> machine.handle(new Event.Replayed(content, 0)));

        assertThat(live).contains(new JournalRecord.TasksSubmitted(SESSION, batch));
        assertThat(live(machine)).isEqualTo(live);
    }

    private static TaskBatch batch() {
        TaskBatchBuilder builder = new TaskBatchBuilder(0);
        builder.addFunction(new FunctionSpec("used", "", Payload.of(new byte[] {1})));
        builder.addFunction(new FunctionSpec("unused", "", Payload.of(new byte[] {2})));
        int _ = builder.addTask(0, Payload.EMPTY, TaskOptions.NONE, null, true);
        return builder.build();
    }

    private void tell(ClientMessage message) {
        handle(new Event.ClientSpoke(CLIENT, message, 0));
    }

    private void handle(Event event) {
        for (Instruction instruction : machine.handle(event)) {
            if (instruction instanceof Instruction.WriteRecord(JournalRecord content)) {
                journal.add(content);
            }
        }
    }

    private void checkpoint() {
        journal.clear();
        journal.addAll(live(machine));
    }

    private static List<JournalRecord> live(SchedulerMachine machine) {
        List<JournalRecord> live = new ArrayList<>();
        machine.liveRecords().forEachRemaining(live::add);
        return live;
    }
}
