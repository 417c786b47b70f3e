package io.quern.scheduler.lifecycle;

import io.quern.core.graph.Payload;
import io.quern.core.graph.TaskRange;
import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.TaskOutcome;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.Session;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.recovery.JournalRecord.TasksHeld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Who holds the results of sessions' tasks, and is told how they end. Each holder, and each name, counts once among
/// what needs a task.
final class Holds {
    /// What one message may weigh: a result weighs 1 and takes up to 200 bytes, a failure up to 300 times as much.
    private static final int WEIGHT_MAX = 50_000;

    private static final int FAILURE_WEIGHT = 300;

    private final MachineState state;
    private final TaskSteps steps;
    private final TaskTable tasks;

    Holds(MachineState state, TaskSteps steps) {
        this.state = state;
        this.steps = steps;
        this.tasks = state.tasks;
    }

    /// Makes a session a holder of tasks that are known.
    void holdAll(Session session, List<TaskKey> keys) {
        state.record(session, new TasksHeld(session.id(), keys));
        for (TaskKey key : keys) {
            hold(state.find(key), session);
        }
    }

    /// Makes a session a holder, if it is none, and lets it be told of an end that has come already.
    void hold(int task, Session session) {
        boolean isNew = tasks.group(task).graph() == session
                ? !tasks.isHeld(task)
                : state.foreignHolders
                        .computeIfAbsent(task, _ -> new TreeSet<>())
                        .add(session.id());
        if (isNew) {
            if (tasks.group(task).graph() == session) {
                tasks.setHeld(task, true);
            }
            change(task, 1);
        }
        state.endedTasks.add(task);
    }

    /// Makes a session a holder no more, if it is one.
    void release(int task, Session session) {
        state.unreachable.forget(task, session);
        if (tasks.group(task).graph() == session) {
            if (tasks.isHeld(task)) {
                tasks.setHeld(task, false);
                change(task, -1);
            }
            return;
        }
        NavigableSet<JobId> holders = state.foreignHolders.get(task);
        if (holders != null && holders.remove(session.id())) {
            if (holders.isEmpty()) {
                state.foreignHolders.remove(task);
            }
            change(task, -1);
        }
    }

    /// The owner of a batch holds nothing of it any more.
    void releaseAll(BatchGroup batch) {
        for (int task = batch.firstTask(); task < batch.firstTask() + batch.size(); task++) {
            if (tasks.phase(task) != TaskPhase.FORGOTTEN) {
                release(task, batch.graph());
            }
        }
    }

    /// Lets a task run to its end whoever holds it, unless it has ended.
    void detach(int task) {
        if (isDetachable(task)) {
            tasks.setDetached(task, true);
            change(task, 1);
        }
    }

    boolean isDetachable(int task) {
        TaskPhase phase = tasks.phase(task);
        return !tasks.isDetached(task) && phase != TaskPhase.MEMORY && phase != TaskPhase.ERRED;
    }

    /// A detached task need not run (again) for its own sake.
    void endDetached(int task) {
        if (tasks.isDetached(task)) {
            tasks.setDetached(task, false);
            change(task, -1);
        }
    }

    /// Something besides the sessions needs a task, or does no more: a name.
    void change(int task, int count) {
        tasks.addNeeded(task, count);
        steps.unsettle(task);
    }

    /// Visits the known tasks among those that a message is about.
    void visit(JobId job, List<TaskRange> ranges, IntConsumer visitor) {
        if (!(state.graph(job) instanceof Session session)) {
            state.dropped = state.dropped.plusJob();
            return;
        }
        for (TaskRange range : ranges) {
            BatchGroup batch = session.group(range.stage());
            int to = batch == null ? 0 : Math.min(range.to(), batch.size());
            for (int partition = range.from(); partition < to; partition++) {
                int task = Objects.requireNonNull(batch).firstTask() + partition;
                if (tasks.phase(task) != TaskPhase.FORGOTTEN) {
                    visitor.accept(task);
                }
            }
        }
    }

    /// Notes that a session that is back is to be told of all ends again.
    void tellAllAgain(Session session) {
        for (BatchGroup batch : session.groups()) {
            for (int task = batch.firstTask(); task < batch.firstTask() + batch.size(); task++) {
                if (tasks.phase(task) != TaskPhase.FORGOTTEN && tasks.isHeld(task)) {
                    state.endedTasks.add(task);
                }
            }
        }
        state.foreignHolders.forEach((task, holders) -> {
            if (holders.contains(session.id())) {
                state.endedTasks.add(task);
            }
        });
    }

    /// Tells the holders of the tasks that have ended in this turn, in few messages each, and with them the short
    /// values, which are not kept.
    void tellEnds() {
        if (!state.endedTasks.isEmpty()) {
            tellHolders();
        }
        state.shortValues.clear();
    }

    private void tellHolders() {
        Map<JobId, List<TaskOutcome>> bySession = new TreeMap<>();
        for (int task = state.endedTasks.poll(); task != TaskTable.NONE; task = state.endedTasks.poll()) {
            if (tasks.phase(task) == TaskPhase.FORGOTTEN) {
                continue;
            }
            TaskOutcome outcome = outcome(task);
            if (outcome == null) {
                continue;
            }
            if (tasks.isHeld(task)) {
                add(bySession, tasks.group(task).graph().id(), outcome);
            }
            NavigableSet<JobId> others = state.foreignHolders.get(task);
            if (others != null) {
                others.forEach(session -> add(bySession, session, outcome));
            }
        }
        bySession.forEach((id, outcomes) -> tell(Objects.requireNonNull(state.sessions.get(id)), outcomes));
    }

    /// A client that comes back may be told of a million: more than one message takes.
    private void tell(Session session, List<TaskOutcome> outcomes) {
        int from = 0;
        int weight = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            weight += outcomes.get(i) instanceof TaskOutcome.Succeeded ? 1 : FAILURE_WEIGHT;
            if (weight >= WEIGHT_MAX || i == outcomes.size() - 1) {
                state.tell(session, new ClientNotice.TasksEnded(outcomes.subList(from, i + 1)));
                from = i + 1;
                weight = 0;
            }
        }
    }

    private static void add(Map<JobId, List<TaskOutcome>> bySession, JobId session, TaskOutcome outcome) {
        bySession.computeIfAbsent(session, _ -> new ArrayList<>()).add(outcome);
    }

    /// How a task ended, null where it has not.
    private @Nullable TaskOutcome outcome(int task) {
        TaskPhase phase = tasks.phase(task);
        if (phase == TaskPhase.MEMORY) {
            Payload shortValue = state.shortValues.getOrDefault(task, Payload.EMPTY);
            return new TaskOutcome.Succeeded(state.assignments.locate(task), shortValue);
        }
        if (phase != TaskPhase.ERRED) {
            return null;
        }
        TaskKey key = tasks.key(task);
        return switch (Objects.requireNonNull(state.failures.get(task), "failure")) {
            case TaskOutcome.Failed failed -> new TaskOutcome.Failed(key, failed.failure());
            case TaskOutcome.Cancelled cancelled -> new TaskOutcome.Cancelled(key, cancelled.reason());
            case TaskOutcome.Succeeded _ -> throw new IllegalStateException("task " + key + " is erred but succeeded");
        };
    }
}
