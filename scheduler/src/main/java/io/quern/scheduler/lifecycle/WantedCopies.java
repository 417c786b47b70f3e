package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/// Results of which clients want several copies, and who is to make one. What may have to be looked at is marked
/// where something changes, so that results with all their copies cost nothing.
final class WantedCopies {
    private final MachineState state;
    private final TaskTable tasks;
    /// How many, by dense id.
    private final NavigableMap<Integer, Integer> wanted = new TreeMap<>();
    /// Slots of the workers that were told to make a copy, by dense id.
    private final NavigableMap<Integer, NavigableSet<Integer>> underWay = new TreeMap<>();
    /// Slots of the workers that could not, by dense id, until something changes.
    private final NavigableMap<Integer, Set<Integer>> failed = new TreeMap<>();

    private final NavigableSet<Integer> due = new TreeSet<>();
    private boolean hasChanged;

    WantedCopies(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    /// So many copies from now on, where that is not wanted already.
    void want(int task, int copies) {
        wanted.merge(task, copies, Integer::max);
        touched(task);
    }

    /// How many copies are wanted of a task's result.
    int of(int task) {
        return wanted.getOrDefault(task, 1);
    }

    /// All of which more than one copy is wanted, by dense id; a view.
    NavigableMap<Integer, Integer> all() {
        return wanted;
    }

    /// Something has changed about who holds a result, if copies of it are wanted.
    void touched(int task) {
        if (!wanted.isEmpty() && wanted.containsKey(task)) {
            hasChanged = true;
            due.add(task);
        }
    }

    /// Other workers are there than before.
    void workersChanged() {
        hasChanged |= !wanted.isEmpty();
        failed.clear();
        due.addAll(wanted.keySet());
    }

    void workerLeft(WorkerEntry worker) {
        underWay.values().forEach(slots -> slots.remove(worker.slot()));
        underWay.values().removeIf(Set::isEmpty);
        workersChanged();
    }

    /// Results to look at; from here on those that are touched.
    List<Integer> takeDue() {
        if (due.isEmpty()) {
            return List.of();
        }
        List<Integer> taken = List.copyOf(due);
        due.clear();
        return taken;
    }

    /// Whether anything has changed that requests for copies may wait for; asked once a turn.
    boolean takeChanged() {
        boolean changed = hasChanged;
        hasChanged = false;
        return changed;
    }

    /// Workers that make a copy now.
    Set<Integer> underWay(int task) {
        return underWay.getOrDefault(task, new TreeSet<>());
    }

    /// Workers that could not.
    Set<Integer> failed(int task) {
        return failed.getOrDefault(task, Set.of());
    }

    void begin(int task, WorkerEntry recipient) {
        underWay.computeIfAbsent(task, _ -> new TreeSet<>()).add(recipient.slot());
    }

    /// A worker has answered.
    void ended(RunId run, WorkerEntry recipient, boolean isThere) {
        int task = state.find(run.task());
        Set<Integer> slots = task == TaskTable.NONE ? null : underWay.get(task);
        if (slots == null || tasks.attempt(task) != run.attempt() || !slots.remove(recipient.slot())) {
            return;
        }
        if (slots.isEmpty()) {
            underWay.remove(task);
        }
        if (!isThere) {
            failed.computeIfAbsent(task, _ -> new TreeSet<>()).add(recipient.slot());
        }
        hasChanged = true;
        due.add(task);
    }

    /// The result has no copy any more, or is not wanted: those under way are called off.
    void left(int task) {
        Set<Integer> slots = underWay.remove(task);
        failed.remove(task);
        if (slots != null) {
            slots.forEach(slot -> state.outbox.drop(state.roster.at(slot).id(), tasks.run(task)));
        }
    }

    /// The task is known no more.
    void forget(int task) {
        left(task);
        hasChanged |= wanted.remove(task) != null;
        due.remove(task);
    }

    /// Entries of all tables.
    long size() {
        return (long) wanted.size() + underWay.size() + failed.size() + due.size();
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        for (Map.Entry<Integer, Integer> entry : wanted.entrySet()) {
            sink.accept((long) entry.getKey() << 32 | entry.getValue());
        }
        underWay.forEach((task, slots) -> slots.forEach(slot -> sink.accept((long) task << 32 | slot)));
        failed.forEach((task, slots) -> slots.forEach(slot -> sink.accept((long) slot << 32 | task)));
        due.forEach(sink::accept);
    }
}
