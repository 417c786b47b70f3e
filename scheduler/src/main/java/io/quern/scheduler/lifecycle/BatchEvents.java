package io.quern.scheduler.lifecycle;

import io.quern.core.graph.TaskBatch;
import io.quern.core.graph.TaskRange;
import io.quern.core.graph.TaskRole;
import io.quern.core.key.ClientId;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.IntQueue;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

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
        if (isAnswered(session, spec)) {
            state.outbox.tell(client, new ClientNotice.BatchAccepted(spec.stage()));
            state.outbox.releaseCode(spec.codeSet());
            return;
        }
        String refusal = BatchLimits.refusal(spec, session, state);
        if (refusal != null) {
            refuse(client, session, spec, refusal);
            state.outbox.releaseCode(spec.codeSet());
            return;
        }
        accept(session, spec);
        state.outbox.tell(client, new ClientNotice.BatchAccepted(spec.stage()));
    }

    /// Batches of a session were answered without becoming tasks that are still known.
    void answered(Session session, int next, List<Integer> refused) {
        state.record(session, new JournalRecord.BatchesAnswered(session.id(), next, refused));
        refused.forEach(session::refuse);
        session.answeredUpTo(next);
    }

    /// Takes in a batch that has passed all checks.
    void accept(Session session, TaskBatch spec) {
        state.record(new JournalRecord.TasksSubmitted(session.id(), spec));
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
    }

    /// One that was taken before may have ended since, and its code be gone.
    void submittedWithoutCode(ClientId client, TaskBatch spec) {
        Session session = session(client);
        if (isAnswered(session, spec)) {
            state.outbox.tell(client, new ClientNotice.BatchAccepted(spec.stage()));
        } else {
            refuse(
                    client,
                    session,
                    spec,
                    spec + " names the code set " + spec.codeSet() + ", which the scheduler does not have; submit its"
                            + " tasks again, so that their code is sent anew");
        }
    }

    private static boolean isAnswered(Session session, TaskBatch spec) {
        return spec.stage() < session.nextBatch() && !session.hasRefused(spec.stage());
    }

    private void refuse(ClientId client, Session session, TaskBatch spec, String refusal) {
        if (spec.stage() == session.nextBatch()) {
            answered(session, spec.stage() + 1, List.of(spec.stage()));
        }
        state.outbox.tell(client, new ClientNotice.BatchRefused(spec.stage(), refusal));
        state.outbox.warn("client " + session + ": " + refusal);
    }

    private void begin(BatchGroup batch, int partition) {
        int task = batch.firstTask() + partition;
        beginRole(task, batch.options(partition).role());
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

    /// Whether an actor of a life before was made nobody knows, so it is not made (again). Of its calls it knows
    /// itself. A scattered value may be with a worker, or with its client.
    private void beginRole(int task, TaskRole role) {
        if (role == TaskRole.NONE) {
            return;
        }
        state.tasks.setRole(task, role);
        if (role == TaskRole.SCATTERED) {
            state.tasks.setSpent(task, state.life.isReplaying());
        }
        if (role == TaskRole.ACTOR) {
            state.tasks.setSpent(task, state.life.isReplaying());
            state.actors.begin(task);
        }
    }

    void held(ClientId client, ClientMessage.HoldTasks message) {
        Session session = session(client);
        List<TaskOutcome> unknown = new ArrayList<>();
        List<TaskKey> known = new ArrayList<>();
        for (TaskKey key : message.tasks()) {
            int task = state.find(key);
            if (session.isEnded()) {
                unknown.add(new TaskOutcome.Cancelled(
                        key,
                        "task " + key + " cannot be held: session " + session
                                + " ended because its client was away for longer than its lease"));
            } else if (task != TaskTable.NONE && state.tasks.group(task) instanceof BatchGroup) {
                known.add(key);
            } else {
                unknown.add(new TaskOutcome.Cancelled(
                        key, "task " + key + " is not known (any more): nobody held it, so it was forgotten"));
            }
        }
        if (!known.isEmpty()) {
            holds.holdAll(session, known);
        }
        if (!unknown.isEmpty()) {
            state.outbox.tell(client, new ClientNotice.TasksEnded(unknown));
        }
    }

    void released(ClientId client, ClientMessage.ReleaseTasks message) {
        release(session(client), message.job(), message.tasks());
    }

    void release(Session session, JobId job, List<TaskRange> tasks) {
        if (state.sessions.containsKey(job)) {
            state.record(session, new JournalRecord.TasksReleased(session.id(), job, tasks));
        }
        holds.visit(job, tasks, task -> holds.release(task, session));
    }

    void detached(ClientMessage.DetachTasks message) {
        // Some of them may have ended in this turn, and run again.
        recordEndedDetached();
        detach(message.job(), effective(message.job(), message.tasks(), holds::isDetachable));
    }

    void detach(JobId job, List<TaskRange> tasks) {
        if (!tasks.isEmpty()) {
            state.record(new JournalRecord.TasksDetached(job, tasks));
            holds.visit(job, tasks, holds::detach);
        }
    }

    /// What has ended stays as it is; what depends on a cancelled task fails by it.
    void cancelled(ClientMessage.CancelTasks message) {
        cancel(message.job(), effective(message.job(), message.tasks(), this::isCancellable), message.reason());
    }

    void cancel(JobId job, List<TaskRange> tasks, String reason) {
        if (!tasks.isEmpty()) {
            state.record(new JournalRecord.TasksCancelled(job, tasks, reason));
            holds.visit(job, tasks, task -> giveUp(task, new TaskOutcome.Cancelled(state.tasks.key(task), reason)));
        }
    }

    private boolean isCancellable(int task) {
        TaskPhase phase = state.tasks.phase(task);
        return phase.isActive() || phase == TaskPhase.RELEASED;
    }

    /// The tasks for which a request has an effect now. Only these are recorded: where tasks stand is not known in
    /// a replay.
    private List<TaskRange> effective(JobId job, List<TaskRange> tasks, IntPredicate condition) {
        NavigableSet<TaskKey> keys = new TreeSet<>();
        holds.visit(job, tasks, task -> {
            if (condition.test(task)) {
                keys.add(state.tasks.key(task));
            }
        });
        return KeyRanges.of(keys).getOrDefault(job, List.of());
    }

    void giveUp(int task, TaskOutcome outcome) {
        state.failures.put(task, outcome);
        steps.step(task, StepKind.GIVEN_UP);
    }

    /// Failed tasks, the failed ones that they depend on, and those that failed because of them.
    void retried(ClientMessage.RetryTasks message) {
        IntQueue pending = new IntQueue();
        NavigableSet<TaskKey> reset = new TreeSet<>();
        holds.visit(message.job(), message.tasks(), task -> {
            pending.add(task);
            if (state.tasks.phase(task) == TaskPhase.MEMORY) {
                // Who could not reach it is told of the place once more.
                state.endedTasks.add(task);
            }
        });
        Set<Integer> lost = new TreeSet<>();
        for (int task = pending.poll(); task != TaskTable.NONE; task = pending.poll()) {
            if (isLostForGood(task)) {
                // It stays lost; those who ask are told so once more.
                if (lost.add(task)) {
                    state.endedTasks.add(task);
                    visitDependents(task, pending::add);
                }
            } else if (state.tasks.phase(task) == TaskPhase.ERRED
                    && state.tasks.group(task) instanceof BatchGroup batch) {
                reset.add(state.tasks.key(task));
                steps.step(task, StepKind.RESET);
                int partition = state.tasks.partition(task);
                batch.visitInputs(partition, (group, from, _) -> pending.add(group.firstTask() + from));
                visitDependents(task, pending::add);
            }
        }
        KeyRanges.of(reset).forEach((job, tasks) -> state.record(new JournalRecord.TasksRetried(job, tasks)));
    }

    private boolean isLostForGood(int task) {
        return state.tasks.phase(task) == TaskPhase.ERRED
                && (state.tasks.isActor(task) || state.tasks.isScattered(task))
                && state.tasks.isSpent(task);
    }

    private void visitDependents(int task, IntConsumer visitor) {
        state.tasks
                .group(task)
                .visitDependents(
                        state.tasks.partition(task), (group, from, _) -> visitor.accept(group.firstTask() + from));
    }

    /// These tasks run again where they have failed or were cancelled, and no others.
    void reset(JobId job, List<TaskRange> tasks) {
        holds.visit(job, tasks, task -> {
            if (state.tasks.phase(task) == TaskPhase.ERRED) {
                steps.step(task, StepKind.RESET);
            }
        });
    }

    /// Detached tasks have run to their end.
    void endDetached(JobId job, List<TaskRange> tasks) {
        holds.visit(job, tasks, holds::endDetached);
    }

    /// Records which detached tasks have ended in this turn.
    void recordEndedDetached() {
        if (!state.endedDetached.isEmpty()) {
            KeyRanges.of(state.endedDetached)
                    .forEach((job, tasks) -> state.record(new JournalRecord.DetachedTasksEnded(job, tasks)));
            state.endedDetached.clear();
        }
    }

    private Session session(ClientId client) {
        return Objects.requireNonNull(state.clients.get(client), "client");
    }
}
