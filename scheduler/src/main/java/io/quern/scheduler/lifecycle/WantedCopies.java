package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.Collections;
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
    /// Slots of the workers that were told to make a copy and have not answered.
    private final NavigableMap<RunId, NavigableSet<Integer>> underWay = new TreeMap<>();
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
        return underWay.getOrDefault(tasks.run(task), Collections.emptyNavigableSet());
    }

    /// Workers that could not.
    Set<Integer> failed(int task) {
        return failed.getOrDefault(task, Set.of());
    }

    void begin(int task, WorkerEntry recipient) {
        underWay.computeIfAbsent(tasks.run(task), _ -> new TreeSet<>()).add(recipient.slot());
    }

    /// A worker has answered.
    void ended(RunId run, WorkerEntry recipient, boolean isThere) {
        Set<Integer> slots = underWay.get(run);
        if (slots == null || !slots.remove(recipient.slot())) {
            return;
        }
        if (slots.isEmpty()) {
            underWay.remove(run);
        }
        int task = state.find(run.task());
        if (tasks.attempt(task) != run.attempt()) {
            return;
        }
        if (!isThere) {
            failed.computeIfAbsent(task, _ -> new TreeSet<>()).add(recipient.slot());
        }
        hasChanged = true;
        due.add(task);
    }

    /// The result has no copy any more, or is not wanted: the next one may be within reach of others.
    void left(int task) {
        failed.remove(task);
    }

    /// The task is known no more, and its results do not come back: copies under way are called off, before their
    /// recipients are told to forget the code without which they cannot go on to another holder.
    void forget(int task) {
        failed.remove(task);
        hasChanged |= wanted.remove(task) != null;
        due.remove(task);
        if (!underWay.isEmpty()) {
            callOff(underWay.subMap(
                    new RunId(tasks.key(task), 1), true, new RunId(tasks.key(task), Integer.MAX_VALUE), true));
        }
    }

    private void callOff(NavigableMap<RunId, NavigableSet<Integer>> copies) {
        copies.forEach((run, slots) -> slots.forEach(slot ->
                state.outbox.tell(state.roster.at(slot).id(), new WorkerInstruction.DropResults(List.of(run)))));
        copies.clear();
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
        underWay.forEach((run, slots) -> slots.forEach(slot -> sink.accept(run.digest() * 31 + slot)));
        failed.forEach((task, slots) -> slots.forEach(slot -> sink.accept((long) slot << 32 | task)));
        due.forEach(sink::accept);
    }
}
