package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.key.ClientId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.IntQueue;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What clients ask of the tasks of sessions.
final class BatchEvents {
    private final MachineState state;
    private final TaskSteps steps;
    private final Holds holds;

    BatchEvents(MachineState state, TaskSteps steps, Holds holds) {
        this.state = state;
        this.steps = steps;
        this.holds = holds;
    }

    /// A batch that was answered already, sent again by a client that does not know so, is answered once more.
    void submitted(ClientId client, TaskBatch spec) {
        Session session = session(client);
        if (spec.stage() < session.nextBatch() && !session.hasRefused(spec.stage())) {
            state.outbox.tell(client, new ClientNotice.BatchAccepted(spec.stage()));
            return;
        }
        String refusal = BatchLimits.refusal(spec, session, state);
        if (refusal != null) {
            if (spec.stage() == session.nextBatch()) {
                session.refuse(spec.stage());
            }
            state.outbox.tell(client, new ClientNotice.BatchRefused(spec.stage(), refusal));
            state.outbox.warn("client " + session + ": " + refusal);
            return;
        }
        List<BatchGroup> foreign = new ArrayList<>();
        for (TaskKey key : spec.foreign()) {
            foreign.add((BatchGroup) state.tasks.group(state.find(key)));
        }
        BatchGroup batch = new BatchGroup(session, spec, foreign, state.edges, state.submissions++);
        state.expand(batch);
        session.add(batch);
        batch.connect();
        for (int partition = 0; partition < batch.size(); partition++) {
            begin(batch, partition);
        }
        state.outbox.tell(client, new ClientNotice.BatchAccepted(spec.stage()));
    }

    private void begin(BatchGroup batch, int partition) {
        int task = batch.firstTask() + partition;
        String key = batch.spec().givenKey(partition);
        if (key != null) {
            batch.graph().keys().put(key, batch, partition);
        }
        if (batch.spec().isWanted(partition)) {
            state.tasks.setHeld(task, true);
            state.tasks.addNeeded(task, 1);
        }
        if (batch.options(partition).isDetached()) {
            state.tasks.setDetached(task, true);
            state.tasks.addNeeded(task, 1);
        }
        steps.unsettle(task);
    }

    void held(ClientId client, ClientMessage.HoldTasks message) {
        Session session = session(client);
        List<TaskOutcome> unknown = new ArrayList<>();
        for (TaskKey key : message.tasks()) {
            int task = state.find(key);
            if (task != TaskTable.NONE && state.tasks.group(task) instanceof BatchGroup) {
                holds.hold(task, session);
            } else {
                unknown.add(new TaskOutcome.Cancelled(
                        key, "task " + key + " is not known (any more): nobody held it, so it was forgotten"));
            }
        }
        if (!unknown.isEmpty()) {
            state.outbox.tell(client, new ClientNotice.TasksEnded(unknown));
        }
    }

    void released(ClientId client, ClientMessage.ReleaseTasks message) {
        Session session = session(client);
        holds.visit(message.job(), message.tasks(), task -> holds.release(task, session));
    }

    void detached(ClientMessage.DetachTasks message) {
        holds.visit(message.job(), message.tasks(), holds::detach);
    }

    /// What has ended stays as it is; what depends on a cancelled task fails by it.
    void cancelled(ClientMessage.CancelTasks message) {
        holds.visit(message.job(), message.tasks(), task -> {
            TaskPhase phase = state.tasks.phase(task);
            if (phase.isActive() || phase == TaskPhase.RELEASED) {
                giveUp(task, new TaskOutcome.Cancelled(state.tasks.key(task), message.reason()));
            }
        });
    }

    void giveUp(int task, TaskOutcome outcome) {
        state.failures.put(task, outcome);
        steps.step(task, StepKind.GIVEN_UP);
    }

    /// Failed tasks, the failed ones that they depend on, and those that failed because of them.
    void retried(ClientMessage.RetryTasks message) {
        IntQueue pending = new IntQueue();
        holds.visit(message.job(), message.tasks(), pending::add);
        for (int task = pending.poll(); task != TaskTable.NONE; task = pending.poll()) {
            if (state.tasks.phase(task) == TaskPhase.ERRED && state.tasks.group(task) instanceof BatchGroup batch) {
                steps.step(task, StepKind.RESET);
                int partition = state.tasks.partition(task);
                batch.visitInputs(partition, (group, from, _) -> pending.add(group.firstTask() + from));
                batch.visitDependents(partition, (group, from, _) -> pending.add(group.firstTask() + from));
            }
        }
    }

    private Session session(ClientId client) {
        return Objects.requireNonNull(state.clients.get(client), "client");
    }
}
