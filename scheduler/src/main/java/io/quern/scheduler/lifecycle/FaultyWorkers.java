package io.quern.scheduler.lifecycle;

import io.quern.core.key.TaskKey;
import io.quern.core.key.WorkerId;
import io.quern.core.task.TaskFailure;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.placement.Requirement;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Finds workers that fail what goes well elsewhere, for want of a native library, a device, a mount, and keeps
/// tasks away from them.
///
/// **Evidence.** A task that failed on a worker and then went well on another one speaks against the first, until
/// any run goes well there. Two different tasks exclude it: it gets nothing new for [#FIRST_NANOS], the next time
/// for twice as long, up to [#LONGEST_NANOS]. It keeps its results and its actors. Who resumes it takes it back
/// at once; and where no worker is left that runs tasks, all are taken back, since a bad worker is better than
/// none.
///
/// **Who is tried elsewhere.** A task with retries, as its program asked. And one that failed by a
/// [LinkageError], which says that classes or libraries do not fit together *there*: [#ELSEWHERE_MAX] times, and
/// that is no retry. Any other exception is the program's own.
final class FaultyWorkers {
    private static final int EXCLUDING_TASKS = 2;
    private static final int ELSEWHERE_MAX = 2;
    private static final long FIRST_NANOS = 60_000_000_000L;
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final String LINKAGE_ERROR = LinkageError.class.getName();

    private final MachineState state;

    /// Where a task failed that is tried again, by dense id.
    private final NavigableMap<Integer, List<WorkerId>> failedOn = new TreeMap<>();

    private final NavigableMap<WorkerId, NavigableSet<TaskKey>> evidence = new TreeMap<>();

    /// When the last exclusion of a worker ends, or has ended.
    private final NavigableMap<WorkerId, Exclusion> exclusions = new TreeMap<>();

    private record Exclusion(long lengthNanos, long untilNanos) {}

    FaultyWorkers(MachineState state) {
        this.state = state;
    }

    /// Whether a failed task is to be tried on another worker, although its program did not ask for it.
    boolean isTriedElsewhere(int task, WorkerEntry worker, TaskFailure failure) {
        TaskFailure.Cause thrown = failure.causes().getFirst();
        boolean isLinkage =
                thrown.type().equals(LINKAGE_ERROR) || thrown.supertypes().contains(LINKAGE_ERROR);
        if (!isLinkage || state.tasks.isActor(task) || state.tasks.isCall(task)) {
            return false;
        }
        List<WorkerId> before = failedOn.getOrDefault(task, List.of());
        Requirement requirement = state.ready.lane(task).requirement();
        return before.size() < ELSEWHERE_MAX
                && state.roster.all().stream()
                        .anyMatch(other -> other != worker
                                && !before.contains(other.id())
                                && other.status() == WorkerStatus.RUNNING
                                && requirement.admits(other));
    }

    /// A task failed there and is tried again.
    void failed(int task, WorkerEntry worker) {
        failedOn.computeIfAbsent(task, _ -> new ArrayList<>()).add(worker.id());
    }

    /// Another worker for a task that is tried again now, the one with least to do; null where any is as good.
    @Nullable
    WorkerId elsewhere(int task) {
        List<WorkerId> avoided = failedOn.getOrDefault(task, List.of());
        Requirement requirement = state.ready.lane(task).requirement();
        WorkerEntry best = null;
        for (WorkerEntry worker : state.roster.all()) {
            boolean mayBe = worker.isOpen() && !avoided.contains(worker.id()) && requirement.admits(worker);
            if (mayBe && (best == null || worker.load() < best.load())) {
                best = worker;
            }
        }
        return avoided.isEmpty() || best == null ? null : best.id();
    }

    /// A run went well there.
    void succeeded(int task, WorkerEntry worker) {
        evidence.remove(worker.id());
        List<WorkerId> before = failedOn.remove(task);
        if (before == null || before.contains(worker.id())) {
            return;
        }
        for (WorkerId accused : before) {
            WorkerEntry entry = state.roster.find(accused);
            if (entry != null) {
                NavigableSet<TaskKey> tasks = evidence.computeIfAbsent(accused, _ -> new TreeSet<>());
                tasks.add(state.tasks.key(task));
                if (tasks.size() >= EXCLUDING_TASKS && entry.status() == WorkerStatus.RUNNING) {
                    exclude(entry, tasks);
                }
            }
        }
    }

    private void exclude(WorkerEntry worker, NavigableSet<TaskKey> tasks) {
        Exclusion last = exclusions.get(worker.id());
        long length = last == null ? FIRST_NANOS : Math.min(2 * last.lengthNanos(), LONGEST_NANOS);
        exclusions.put(worker.id(), new Exclusion(length, state.nowNanos + length));
        worker.setStatus(WorkerStatus.EXCLUDED);
        state.outbox.warn("worker " + worker + " gets no tasks for " + length / 1_000_000_000 + " s: " + tasks
                + " failed there and went well elsewhere, and nothing went well there meanwhile; see what it lacks that"
                + " others have, and resume it");
        evidence.remove(worker.id());
    }

    /// Takes back whose time has come, and everybody where nobody else runs tasks.
    void takeBack() {
        if (exclusions.isEmpty()) {
            return;
        }
        boolean isNobodyLeft = state.roster.all().stream().noneMatch(other -> other.status() == WorkerStatus.RUNNING);
        exclusions.forEach((id, exclusion) -> {
            WorkerEntry worker = excluded(id);
            if (worker != null && (isNobodyLeft || exclusion.untilNanos() <= state.nowNanos)) {
                worker.setStatus(WorkerStatus.RUNNING);
                state.outbox.note("worker " + worker + " gets tasks again"
                        + (isNobodyLeft ? ", since no other worker is left that does" : ""));
            }
        });
    }

    /// Null where it is not excluded, or not any more.
    private @Nullable WorkerEntry excluded(WorkerId id) {
        WorkerEntry worker = state.roster.find(id);
        return worker != null && worker.status() == WorkerStatus.EXCLUDED ? worker : null;
    }

    /// When the next one is taken back, `Long.MAX_VALUE` where none is excluded.
    long dueNanos() {
        long due = Long.MAX_VALUE;
        for (var entry : exclusions.entrySet()) {
            if (excluded(entry.getKey()) != null) {
                due = Math.min(due, entry.getValue().untilNanos());
            }
        }
        return due;
    }

    void workerLost(WorkerEntry worker) {
        evidence.remove(worker.id());
        exclusions.remove(worker.id());
    }

    /// The task is not tried again.
    void forget(int task) {
        failedOn.remove(task);
    }

    /// The same for dense ids from one up to another.
    void forget(int from, int to) {
        failedOn.subMap(from, to).clear();
    }

    long size() {
        return failedOn.size();
    }

    void digest(LongConsumer digest) {
        failedOn.forEach((task, workers) -> workers.forEach(id -> digest.accept((long) task << 32 | id.value())));
        evidence.forEach((id, tasks) -> digest.accept(id.value() * 31L + tasks.hashCode()));
        exclusions.forEach((id, exclusion) -> digest.accept(id.value() * 31L + exclusion.untilNanos()));
    }

    /// @throws IllegalStateException where it knows of a task or a worker that is no more, or keeps away the
    ///     only one
    void check() {
        for (int task : failedOn.keySet()) {
            require(state.tasks.phase(task) != TaskPhase.FORGOTTEN, "only tasks that are known have failed", task);
        }
        for (WorkerId id : evidence.keySet()) {
            require(state.roster.find(id) != null, "evidence is against workers that are there", id);
        }
        boolean isAnyExcluded = false;
        boolean isAnyRunning = false;
        for (WorkerEntry worker : state.roster.all()) {
            isAnyExcluded |= worker.status() == WorkerStatus.EXCLUDED;
            isAnyRunning |= worker.status() == WorkerStatus.RUNNING;
        }
        require(!isAnyExcluded || isAnyRunning, "not all workers are excluded", exclusions);
    }

    private static void require(boolean holds, String invariant, Object what) {
        if (!holds) {
            throw new IllegalStateException("violated: " + invariant + ": " + what);
        }
    }
}
