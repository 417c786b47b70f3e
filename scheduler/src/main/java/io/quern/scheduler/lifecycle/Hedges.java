package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.TaskGroup;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.Placement;
import io.quern.scheduler.placement.ReadyLane;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Second copies of runs that take much longer than their like, for tasks that allow it
/// ([io.quern.core.graph.TaskOptions#isHedged]), on workers that are idle anyway. Whichever ends well first is the
/// result, and the other is cancelled (Dean and Barroso, The Tail at Scale, 2013).
///
/// A copy is a run with an attempt of its own beside the task's lifecycle, which follows the first run alone: where the
/// copy fails or its worker dies, it is forgotten and there is no other, and where the first run leaves its worker in
/// any way, the copy is
/// cancelled. Where the copy is first it takes the place of the first run just before that succeeds. A run that may
/// publish has no copy.
final class Hedges {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final long LEAST_NANOS = 1_000_000_000;
    private static final int TIMES_EXPECTED = 3;

    private final MachineState state;
    private final TaskTable tasks;
    private final Placement placement;
    /// Running tasks that may have a copy and have none, by dense id.
    private final NavigableSet<Integer> watched = new TreeSet<>();
    private final NavigableMap<Integer, Copy> copies = new TreeMap<>();
    /// Highest attempt that a copy of a task was given, by dense id.
    private final NavigableMap<Integer, Integer> spentAttempts = new TreeMap<>();

    private long notBeforeNanos;
    private long dueNanos = Long.MAX_VALUE;

    /// The second run of a task.
    private record Copy(int slot, int attempt) {}

    Hedges(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
        this.placement = new Placement(state.settings.placement(), state.tasks, state.roster);
    }

    /// The first run of a task has begun.
    void runBegan(int task) {
        if (tasks.group(task).options(tasks.partition(task)).isHedged()) {
            watched.add(task);
        }
    }

    /// The first run leaves its worker, or may publish: its copy is cancelled.
    void runEnds(int task) {
        watched.remove(task);
        Copy copy = copies.get(task);
        if (copy != null) {
            RunId run = new RunId(tasks.key(task), copy.attempt());
            state.outbox.tell(state.roster.at(copy.slot()).id(), new WorkerInstruction.CancelRun(run));
            forget(task, copy);
        }
    }

    /// The task is known no more.
    void forgetTask(int task) {
        spentAttempts.remove(task);
    }

    /// Number of the next run of a task.
    int nextAttempt(int task) {
        return 1 + Math.max(tasks.lastAttempt(task), spentAttempts.getOrDefault(task, 0));
    }

    /// Whether that is the copy of a task, on that worker.
    boolean isCopy(int task, RunId run, WorkerEntry worker) {
        Copy copy = copies.get(task);
        return copy != null && copy.attempt() == run.attempt() && copy.slot() == worker.slot();
    }

    /// The copy has ended without a result. There is no other one: it would most likely end in the same way.
    void copyEnded(int task) {
        forget(task, Objects.requireNonNull(copies.get(task), "copy"));
    }

    /// The copy was first: it takes the place of the first run, which is cancelled.
    void promote(int task) {
        Copy copy = Objects.requireNonNull(copies.get(task), "copy");
        WorkerEntry first = state.roster.at(tasks.runner(task));
        state.outbox.tell(first.id(), new WorkerInstruction.CancelRun(tasks.run(task)));
        ReadyLane lane = state.ready.lane(task);
        if (tasks.isBlocked(task)) {
            tasks.setBlocked(task, false);
            first.unblock(lane.requirement(), tasks.expectedNanos(task));
        } else {
            lane.share().countRunning(-1);
        }
        first.giveBack(lane.requirement(), tasks.expectedNanos(task));
        state.runs.remove(first.slot(), task);
        state.runs.add(copy.slot(), task);
        tasks.setRunner(task, copy.slot());
        tasks.setAttempt(task, copy.attempt());
        copies.remove(task);
    }

    /// A worker is no more, and its copies with it.
    void workerLost(WorkerEntry worker) {
        List<Integer> lost = copies.entrySet().stream()
                .filter(entry -> entry.getValue().slot() == worker.slot())
                .map(Map.Entry::getKey)
                .toList();
        lost.forEach(this::copyEnded);
    }

    private void forget(int task, Copy copy) {
        ReadyLane lane = state.ready.lane(task);
        state.roster.at(copy.slot()).giveBack(lane.requirement(), tasks.expectedNanos(task));
        lane.share().countRunning(-1);
        copies.remove(task);
    }

    /// When to look again, `Long.MAX_VALUE` where nothing is watched.
    long dueNanos() {
        return dueNanos;
    }

    /// Copies what takes too long, if it is time to look.
    void look() {
        dueNanos = Long.MAX_VALUE;
        if (watched.isEmpty()) {
            return;
        }
        if (state.nowNanos >= notBeforeNanos) {
            notBeforeNanos = state.nowNanos + INTERVAL_NANOS;
            for (int task : List.copyOf(watched)) {
                if (isStraggling(task)) {
                    copy(task);
                }
            }
        }
        dueNanos = notBeforeNanos;
    }

    private boolean isStraggling(int task) {
        TaskGroup group = tasks.group(task);
        long usual = group.hasEndedRuns() ? TIMES_EXPECTED * group.expectedRunNanos() : 0;
        return !tasks.isBlocked(task)
                && !state.ready.isLoner(task)
                && !state.grants.holders().containsKey(task)
                && tasks.nanosSince(task, state.nowNanos) >= Math.max(LEAST_NANOS, usual)
                && areInputsHere(task);
    }

    /// An input may be lost while a run has it already.
    private boolean areInputsHere(int task) {
        boolean[] areHere = {true};
        tasks.group(task).visitInputs(tasks.partition(task), (upstream, from, to) -> {
            for (int input = from; input < to; input++) {
                areHere[0] &= tasks.phase(upstream.firstTask() + input) == TaskPhase.MEMORY;
            }
        });
        return areHere[0];
    }

    private void copy(int task) {
        ReadyLane lane = state.ready.lane(task);
        int runner = tasks.runner(task);
        Placement.Choice choice = placement.soonestIdle(task, lane.requirement(), slot -> slot != runner);
        if (choice == null) {
            return;
        }
        WorkerEntry worker = choice.worker();
        int attempt = nextAttempt(task);
        spentAttempts.put(task, attempt);
        copies.put(task, new Copy(worker.slot(), attempt));
        watched.remove(task);
        worker.take(lane.requirement(), tasks.expectedNanos(task));
        lane.share().countRunning(1);
        RunId run = new RunId(tasks.key(task), attempt);
        state.outbox.note("run " + tasks.run(task) + " takes long; a copy of it, " + run + ", goes to " + worker);
        state.assignments.assign(task, run, worker);
    }

    /// The worker of the copy, for people; null where there is none.
    @Nullable
    WorkerEntry copyWorker(int task) {
        Copy copy = copies.get(task);
        return copy == null ? null : state.roster.at(copy.slot());
    }

    /// The copies on one worker.
    void copiesOn(int slot, Consumer<RunId> each) {
        copies.forEach((task, copy) -> {
            if (copy.slot() == slot) {
                each.accept(new RunId(tasks.key(task), copy.attempt()));
            }
        });
    }

    /// Slots of the workers of copies, by dense id of their tasks; for checks and digests.
    NavigableMap<Integer, Integer> copySlots() {
        NavigableMap<Integer, Integer> slots = new TreeMap<>();
        copies.forEach((task, copy) -> slots.put(task, copy.slot()));
        return slots;
    }

    /// Entries of all tables.
    long size() {
        return (long) watched.size() + copies.size() + spentAttempts.size();
    }
}
