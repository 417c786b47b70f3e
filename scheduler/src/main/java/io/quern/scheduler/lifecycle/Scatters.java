package io.quern.scheduler.lifecycle;

import io.quern.core.key.WorkerId;
import io.quern.scheduler.graph.TaskPhase;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What is known of scattered values: which wait for a worker that takes them from their client, since when the
/// others are there, and how some were lost.
///
/// The task of such a value waits, with one input missing, until a worker tells of the copy that it was told to
/// make of what the client has. No run makes it: an attempt is one worker that was told so. From its first copy on
/// it is spent, so that with the last one it fails, and what depends on it.
final class Scatters {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final MachineState state;
    private final TaskTable tasks;
    /// By dense id, as all tables here.
    private final NavigableMap<Integer, Sending> waiting = new TreeMap<>();
    /// When values came to their first worker.
    private final NavigableMap<Integer, Long> heldSince = new TreeMap<>();
    /// How values were lost, for people.
    private final NavigableMap<Integer, String> losses = new TreeMap<>();
    /// Bytes that workers were given, by scattering and by copying for clients: whoever has least is next.
    private final NavigableMap<WorkerId, Long> givenBytes = new TreeMap<>();

    /// A value that no worker has yet.
    static final class Sending {
        /// Who is to fetch it, null where nobody is.
        @Nullable
        WorkerEntry recipient;

        /// Workers that could not, each as often as it was tried.
        final List<String> failures = new ArrayList<>();

        final Set<WorkerId> failed = new TreeSet<>();

        private Sending() {}
    }

    Scatters(MachineState state) {
        this.state = state;
        this.tasks = state.tasks;
    }

    /// A value has become wanted, and is nowhere.
    void begin(int task) {
        waiting.put(task, new Sending());
    }

    /// A value waits no more, for whatever reason: who was to fetch it need not.
    void end(int task) {
        Sending sending = waiting.remove(task);
        if (sending != null) {
            callOff(task, sending);
        }
    }

    /// A worker turns out to have a value: nothing is called off where it was to fetch it.
    void came(int task, WorkerEntry worker) {
        Sending sending = waiting.get(task);
        if (sending != null && sending.recipient == worker) {
            sending.recipient = null;
        }
    }

    /// Whoever was to fetch a value is told not to.
    void callOff(int task, Sending sending) {
        WorkerEntry recipient = sending.recipient;
        sending.recipient = null;
        if (recipient != null && state.roster.find(recipient.id()) == recipient) {
            state.outbox.drop(recipient.id(), tasks.run(task));
        }
    }

    /// The value that waits, null where that task is none.
    @Nullable
    Sending waiting(int task) {
        return waiting.get(task);
    }

    /// Values that wait; a copy.
    List<Integer> allWaiting() {
        return List.copyOf(waiting.keySet());
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /// A value is in memory.
    void held(int task) {
        heldSince.putIfAbsent(task, state.nowNanos);
        losses.remove(task);
    }

    /// The last copy of a value is gone.
    void lost(int task, WorkerEntry worker, String how) {
        long heldNanos = state.nowNanos - heldSince.getOrDefault(task, state.nowNanos);
        losses.put(
                task,
                "scattered value " + key(task) + " (" + tasks.sizeBytes(task) + " bytes) is lost with worker "
                        + worker.name() + ", the last that had it (" + how + "), " + heldNanos / NANOS_PER_SECOND
                        + " s after it had come to the cluster");
        state.outbox.warn("scattered value " + key(task) + " is lost with worker " + worker + " (" + how + ")");
    }

    /// Why a value is gone, and what to do about it.
    String lossOf(int task) {
        String how = losses.getOrDefault(
                task,
                "scattered value " + key(task) + " is lost: "
                        + (tasks.attempt(task) == 0
                                ? "the scheduler was started again, no worker offered the value in time, and its"
                                        + " client has it no more"
                                : "it was dropped when nobody held it"));
        return how + "; nothing can make it again: scatter it anew with more copies"
                + " (ScatterOptions.create().copies(2)), or let a task read or make the data";
    }

    /// The task is known no more.
    void forget(int task) {
        heldSince.remove(task);
        losses.remove(task);
    }

    void workerJoined(WorkerEntry worker) {
        long least =
                givenBytes.values().stream().mapToLong(Long::longValue).min().orElse(0);
        givenBytes.put(worker.id(), least);
    }

    void workerLeft(WorkerEntry worker) {
        givenBytes.remove(worker.id());
        for (Sending sending : waiting.values()) {
            if (sending.recipient == worker) {
                sending.recipient = null;
            }
        }
    }

    /// Bytes that a worker was given.
    long givenBytes(WorkerEntry worker) {
        return givenBytes.getOrDefault(worker.id(), 0L);
    }

    void give(WorkerEntry worker, long bytes) {
        givenBytes.merge(worker.id(), bytes, Long::sum);
    }

    /// Why a value is not there yet: for people.
    String explain(int task) {
        Sending sending = waiting.get(task);
        if (sending != null && sending.recipient != null) {
            return "its value is on its way from its client to " + sending.recipient.name();
        }
        if (tasks.isSpent(task)) {
            return "it was scattered before the scheduler was started again, and waits for its worker to offer it, or"
                    + " its client to say that it still has it";
        }
        return "its value is with its client, which "
                + (tasks.group(task).graph().session().client() == null
                        ? "is away"
                        : "waits for a worker that may take it; " + state.roster.size() + " are registered");
    }

    private String key(int task) {
        return tasks.group(task).key(tasks.partition(task));
    }

    /// Entries of all tables of tasks.
    long size() {
        return (long) waiting.size() + heldSince.size() + losses.size();
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        waiting.forEach((task, sending) -> {
            sink.accept(task);
            sink.accept(sending.recipient == null ? -1 : sending.recipient.slot());
            sink.accept(sending.failures.size());
        });
        heldSince.forEach((task, since) -> sink.accept(task * 31L + since));
        losses.keySet().forEach(sink::accept);
        givenBytes.forEach((worker, bytes) -> sink.accept(worker.value() * 31 + bytes));
    }

    /// Checks what holds between events: exactly the waiting tasks of scattered values are listed, and who is to
    /// take one is registered.
    ///
    /// @throws IllegalStateException where something does not hold
    void check() {
        for (int task = 0; task < tasks.end(); task++) {
            boolean waits = tasks.phase(task) == TaskPhase.WAITING && tasks.isScattered(task);
            if (waits != waiting.containsKey(task)) {
                throw new IllegalStateException("scattered value of task id " + task + " is "
                        + tasks.phase(task).word() + (waits ? " and not listed" : " and listed as waiting")
                        + "; last event: " + state.event);
            }
        }
        for (Map.Entry<Integer, Sending> entry : waiting.entrySet()) {
            WorkerEntry recipient = entry.getValue().recipient;
            if (recipient != null && state.roster.find(recipient.id()) != recipient) {
                throw new IllegalStateException("task " + tasks.key(entry.getKey())
                        + " is sent to a worker that is gone: " + recipient + "; last event: " + state.event);
            }
        }
    }
}
