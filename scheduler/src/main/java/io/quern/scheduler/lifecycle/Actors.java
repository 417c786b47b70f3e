package io.quern.scheduler.lifecycle;

import io.quern.core.key.JobId;
import io.quern.scheduler.graph.BatchGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The actors that are known, and whose turn it is to call them.
///
/// A task that makes an actor is one whose result stays where it was made. It is made once: where its worker is
/// lost, so is the actor, and it fails. A call is a task whose first input is the actor. The calls of one session
/// stand in line, in the order of their keys, in which they came; only the first of a line may run, once its inputs
/// are there, and only while no other call of the actor does. Lines take turns, so no caller holds another up. A
/// call stands in line as long as it is active, and leaves it however it ends; one that is tried again has its old
/// place. What a call waits for came before it, so no line waits for itself.
final class Actors {
    private final MachineState state;
    private final TaskTable tasks;
    /// By dense id of the task that makes the actor.
    private final NavigableMap<Integer, Lines> actors = new TreeMap<>();
    /// Actors that may have a call to be given out.
    private final NavigableSet<Integer> due = new TreeSet<>();

    /// The calls of one actor.
    private static final class Lines {
        /// By session; the one whose turn is next comes first. None is empty.
        private final LinkedHashMap<JobId, NavigableSet<Integer>> bySession = new LinkedHashMap<>();
        /// The call that is with the worker, [TaskTable#NONE] where none is.
        private int running = TaskTable.NONE;
    }

    Actors(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    /// A task that makes an actor is known.
    void begin(int actor) {
        actors.put(actor, new Lines());
    }

    /// That task is known no more; all its calls are forgotten.
    void forget(int actor) {
        actors.remove(actor);
        due.remove(actor);
        state.actorLosses.forget(actor);
    }

    /// Dense id of the task that makes the actor of a call.
    int actorOf(int call) {
        return ((BatchGroup) tasks.group(call)).firstInput(tasks.partition(call));
    }

    private Lines lines(int call) {
        Lines lines = actors.get(actorOf(call));
        if (lines == null) {
            throw new IllegalStateException("task " + tasks.key(call) + " calls an actor that is not known");
        }
        return lines;
    }

    /// By key: the order in which the calls of a session came.
    private int compare(int call, int other) {
        int byBatch =
                Integer.compare(tasks.group(call).number(), tasks.group(other).number());
        return byBatch != 0 ? byBatch : Integer.compare(tasks.partition(call), tasks.partition(other));
    }

    private JobId caller(int call) {
        return tasks.group(call).graph().id();
    }

    /// A call has become active: it joins its line.
    void enter(int call) {
        lines(call)
                .bySession
                .computeIfAbsent(caller(call), _ -> new TreeSet<>(this::compare))
                .add(call);
    }

    /// A call is active no more: the next one may run.
    void leave(int call) {
        Lines lines = lines(call);
        NavigableSet<Integer> line = lines.bySession.get(caller(call));
        if (line != null && line.remove(call) && line.isEmpty()) {
            lines.bySession.remove(caller(call));
        }
        due.add(actorOf(call));
    }

    /// A call has all its inputs.
    void ready(int call) {
        due.add(actorOf(call));
    }

    /// A call goes to its worker.
    void runBegins(int call) {
        Lines lines = lines(call);
        lines.running = call;
        NavigableSet<Integer> line = lines.bySession.get(caller(call));
        if (line == null || line.first() != call) {
            throw new IllegalStateException("call " + tasks.key(call) + " goes to its worker before its turn");
        }
        lines.bySession.putLast(caller(call), line);
    }

    /// A call is with its worker no more.
    void runEnds(int call) {
        lines(call).running = TaskTable.NONE;
        due.add(actorOf(call));
    }

    /// Actors that may have a call to be given out; a copy.
    List<Integer> due() {
        return List.copyOf(due);
    }

    /// The call of an actor that is to go to its worker now, [TaskTable#NONE] where none is. While its worker gets
    /// nothing new, the actor stays due.
    int next(int actor) {
        int next = nextOf(actor);
        if (next == TaskTable.NONE) {
            due.remove(actor);
            return next;
        }
        if (!state.roster.at(tasks.firstHolder(actor)).isOpenForCalls()) {
            return TaskTable.NONE;
        }
        due.remove(actor);
        return next;
    }

    private int nextOf(int actor) {
        Lines lines = actors.get(actor);
        if (lines == null || lines.running != TaskTable.NONE || tasks.phase(actor) != TaskPhase.MEMORY) {
            return TaskTable.NONE;
        }
        for (NavigableSet<Integer> line : lines.bySession.values()) {
            if (tasks.phase(line.first()) == TaskPhase.QUEUED) {
                return line.first();
            }
        }
        return TaskTable.NONE;
    }

    /// Why a queued call does not run: for people.
    String explain(int call) {
        int actor = actorOf(call);
        Lines lines = lines(call);
        NavigableSet<Integer> line = lines.bySession.get(caller(call));
        int before = line == null ? 0 : line.headSet(call).size();
        WorkerEntry worker = state.roster.at(tasks.firstHolder(actor));
        return "it waits for its turn to call " + key(actor) + " on " + worker.name() + ": " + before
                + " calls of its client come before it"
                + (lines.running == TaskTable.NONE ? "" : ", and " + key(lines.running) + " is there now")
                + (worker.isOpenForCalls() ? "" : "; the worker gets nothing new now");
    }

    /// How many actors a worker has, or makes.
    int countOn(WorkerEntry worker) {
        int count = 0;
        for (int actor : actors.keySet()) {
            count += isOn(actor, worker) || tasks.runner(actor) == worker.slot() ? 1 : 0;
        }
        return count;
    }

    /// Calls that are with a worker.
    ///
    /// @param isBlocked whether those count that wait for other tasks, and have no thread
    int callsOn(WorkerEntry worker, boolean isBlocked) {
        int count = 0;
        for (int task = state.runs.first(worker.slot()); task != TaskTable.NONE; task = state.runs.next(task)) {
            count += tasks.isCall(task) && (isBlocked || !tasks.isBlocked(task)) ? 1 : 0;
        }
        return count;
    }

    /// The first actor that a worker has, or makes, for people: such as `actor counter is on it`; null where it has
    /// none.
    @Nullable
    String firstOn(WorkerEntry worker) {
        for (int actor : actors.keySet()) {
            if (isOn(actor, worker)) {
                return "actor " + key(actor) + " is on it";
            }
            if (tasks.runner(actor) == worker.slot()) {
                return "actor " + key(actor) + " is being made on it";
            }
        }
        return null;
    }

    private boolean isOn(int actor, WorkerEntry worker) {
        return tasks.phase(actor) == TaskPhase.MEMORY && tasks.firstHolder(actor) == worker.slot();
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }

    /// Actors that are known.
    int count() {
        return actors.size();
    }

    /// Calls that stand in line.
    long calls() {
        return actors.values().stream()
                .flatMap(lines -> lines.bySession.values().stream())
                .mapToLong(NavigableSet::size)
                .sum();
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        actors.forEach((actor, lines) -> {
            sink.accept(actor);
            sink.accept(lines.running);
            lines.bySession.forEach((session, line) -> {
                sink.accept(session.low());
                line.forEach(sink::accept);
            });
        });
        due.forEach(sink::accept);
    }

    /// Checks what holds between events: calls stand in line exactly while they are active; at most one is with a
    /// worker, which has the actor, as nobody else does; who can go on is due.
    ///
    /// @throws IllegalStateException where something does not hold
    void check() {
        long standing = calls();
        long active = 0;
        for (int task = 0; task < tasks.end(); task++) {
            TaskPhase phase = tasks.phase(task);
            if (phase == TaskPhase.FORGOTTEN) {
                continue;
            }
            require(!tasks.isActor(task) || actors.containsKey(task), task, "makes an actor that is not listed");
            require(!tasks.isActor(task) || tasks.moreHolders(task).length == 0, task, "is an actor on two workers");
            if (tasks.isCall(task)) {
                active += phase.isActive() ? 1 : 0;
                checkCall(task, phase);
            }
        }
        if (active != standing) {
            throw new IllegalStateException(
                    active + " calls are active, " + standing + " stand in line; last event: " + state.event);
        }
        for (int actor : actors.keySet()) {
            require(tasks.isActor(actor), actor, "is listed as an actor");
            require(nextOf(actor) == TaskTable.NONE || due.contains(actor), actor, "has a call that is overlooked");
        }
    }

    private void checkCall(int call, TaskPhase phase) {
        Lines lines = lines(call);
        NavigableSet<Integer> line = lines.bySession.get(caller(call));
        boolean isThere = line != null && line.contains(call);
        require(isThere == phase.isActive(), call, "is or is not in its line, wrongly");
        require((phase == TaskPhase.PROCESSING) == (lines.running == call), call, "runs or does not, wrongly");
        if (phase == TaskPhase.PROCESSING) {
            int actor = actorOf(call);
            // A worker that has not got the object, against all belief, will say the same of the call.
            boolean isLost = tasks.phase(actor) == TaskPhase.ERRED;
            require(isLost || tasks.phase(actor) == TaskPhase.MEMORY, call, "runs without its actor");
            require(isLost || tasks.firstHolder(actor) == tasks.runner(call), call, "runs where its actor is not");
        }
    }

    private void require(boolean holds, int task, String complaint) {
        if (!holds) {
            throw new IllegalStateException("task " + tasks.key(task) + " " + complaint + "; last event: " + state.event
                    + "; its story: " + state.story(task));
        }
    }
}
