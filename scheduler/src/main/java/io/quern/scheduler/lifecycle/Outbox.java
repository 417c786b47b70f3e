package io.quern.scheduler.lifecycle;

import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.Message;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.recovery.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects the instructions of one event: one batch of messages a peer, peers in the order of their ids.
final class Outbox {
    private final List<Instruction> records = new ArrayList<>();
    private final List<Instruction> others = new ArrayList<>();
    private final Map<WorkerId, List<WorkerInstruction>> toWorkers = new TreeMap<>();
    private final Map<WorkerId, List<RunId>> drops = new TreeMap<>();
    private final Map<WorkerId, NavigableMap<JobId, NavigableSet<Integer>>> dropStages = new TreeMap<>();
    private final Map<WorkerId, WorkerInstruction> last = new TreeMap<>();
    private final Map<ClientId, List<Message>> toClients = new TreeMap<>();
    /// What workers were told to forget since they are watched.
    private final Map<WorkerId, Forgotten> forgotten = new TreeMap<>();

    private record Forgotten(Set<RunId> results, Set<JobId> jobs) {}

    void tell(WorkerId worker, WorkerInstruction message) {
        toWorkers.computeIfAbsent(worker, _ -> new ArrayList<>()).add(message);
        if (message instanceof WorkerInstruction.DropJob drop && forgotten.containsKey(worker)) {
            watched(worker).jobs().add(drop.job());
        }
    }

    /// Sends that behind all else of this turn; one message a worker.
    void tellLast(WorkerId worker, WorkerInstruction message) {
        last.put(worker, message);
    }

    /// Remembers from here on what that worker is told to drop; drops of this turn are still to be sent.
    void watch(WorkerId worker) {
        forgotten.put(worker, new Forgotten(new TreeSet<>(drops.getOrDefault(worker, List.of())), new TreeSet<>()));
    }

    void unwatch(WorkerId worker) {
        forgotten.remove(worker);
    }

    /// Whether a worker was told to drop a result, or its job, since it is watched.
    boolean isDroppedSince(WorkerId worker, RunId result) {
        Forgotten since = watched(worker);
        return since.results().contains(result)
                || since.jobs().contains(result.task().job());
    }

    private Forgotten watched(WorkerId worker) {
        return Objects.requireNonNull(forgotten.get(worker), "watched");
    }

    /// Adds to the one [WorkerInstruction.DropResults] of this batch, which comes last.
    void drop(WorkerId worker, RunId result) {
        drops.computeIfAbsent(worker, _ -> new ArrayList<>()).add(result);
        if (!forgotten.isEmpty() && forgotten.containsKey(worker)) {
            watched(worker).results().add(result);
        }
    }

    /// Takes that back, if it was not sent: the worker is to have the result after all.
    void keep(WorkerId worker, RunId result) {
        List<RunId> dropped = drops.get(worker);
        if (dropped != null && dropped.remove(result) && dropped.isEmpty()) {
            drops.remove(worker);
        }
    }

    /// Adds to the one [WorkerInstruction.DropStages] of that job in this turn.
    void dropStage(WorkerId worker, JobId job, int stage) {
        NavigableSet<Integer> stages =
                dropStages.computeIfAbsent(worker, _ -> new TreeMap<>()).computeIfAbsent(job, _ -> new TreeSet<>());
        stages.add(stage);
    }

    /// @param message a notice, or an answer about a shared object
    void tell(ClientId client, Message message) {
        toClients.computeIfAbsent(client, _ -> new ArrayList<>()).add(message);
    }

    /// Something must outlive the scheduler.
    void write(JournalRecord what) {
        records.add(new Instruction.WriteRecord(what));
    }

    void add(Instruction instruction) {
        others.add(instruction);
    }

    /// A job or a batch needs its code no more.
    void releaseCode(CodeHash codeSet) {
        if (!codeSet.isNone()) {
            others.add(new Instruction.ReleaseCode(codeSet));
        }
    }

    void note(String text) {
        others.add(new Instruction.Note(false, text));
    }

    void warn(String text) {
        others.add(new Instruction.Note(true, text));
    }

    /// Drops what was to be said to a worker that is no more.
    void forget(WorkerId worker) {
        toWorkers.remove(worker);
        last.remove(worker);
        forgotten.remove(worker);
        drops.remove(worker);
        dropStages.remove(worker);
    }

    /// Hands everything out and is empty again.
    List<Instruction> drain() {
        dropStages.forEach((worker, ofJobs) -> ofJobs.forEach(
                (job, stages) -> tell(worker, new WorkerInstruction.DropStages(job, List.copyOf(stages)))));
        drops.forEach((worker, results) -> tell(worker, new WorkerInstruction.DropResults(results)));
        last.forEach(this::tell);
        List<Instruction> instructions = new ArrayList<>(records);
        records.clear();
        toWorkers.forEach((worker, messages) -> instructions.add(new Instruction.TellWorker(worker, messages)));
        toClients.forEach((client, messages) -> instructions.add(new Instruction.TellClient(client, messages)));
        instructions.addAll(others);
        others.clear();
        toWorkers.clear();
        drops.clear();
        last.clear();
        dropStages.clear();
        toClients.clear();
        return List.copyOf(instructions);
    }
}
