package io.quern.cluster.simulation;

import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.key.WorkerId;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.CoordinationRequest;
import io.quern.core.message.Holder;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.ResultLocation;
import io.quern.core.message.TaskOutcome;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.scheduler.lifecycle.DeathReport;
import io.quern.scheduler.lifecycle.Event;
import io.quern.scheduler.lifecycle.Instruction;
import io.quern.scheduler.lifecycle.InventoryDefects;
import io.quern.scheduler.lifecycle.SchedulerMachine;
import io.quern.scheduler.recovery.HeldBack;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.settings.FailureSettings;
import io.quern.scheduler.settings.SchedulerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The scheduler's machine with its streams, as the server has them. Every event is followed by the full check. It
/// can die, and begin again from its journal.
final class SimulatedScheduler {
    private static final long GATHER_NANOS = 5 * SimulatedTime.SECOND;
    private static final int IDS_PER_LIFE = 1_000_000;

    private final SimulatedTime time;
    private final Tampering tampering;
    private final boolean areLossesPlanted;
    private final SimulatedAttention attention;
    private final SimulatedGrants grants = new SimulatedGrants();
    private final SimulatedCode.Held code = new SimulatedCode.Held();
    private final Map<WorkerId, SimulatedStream.End> workers = new HashMap<>();
    private final Map<ClientId, SimulatedStream.End> clients = new HashMap<>();
    /// Streams of this life, in the order in which they were opened.
    private final List<SimulatedStream.End> streams = new ArrayList<>();
    private final List<Event> turn = new ArrayList<>();
    private final SplittableRandom random;
    private final long turnNanosMax;
    private final @Nullable SimulatedJournal journal;
    private final Map<String, Long> transitions = new TreeMap<>();
    private final List<InventoryDefects> defectsBefore = new ArrayList<>();
    private SchedulerMachine machine;
    private HeldBack<Instruction> promises = new HeldBack<>();
    private long ids;
    private long lostWorkers;
    /// Number of this life; what was planned in an earlier one does not happen.
    private int life = 1;
    private boolean isListening;
    private boolean areStatesTraced;

    /// A planted defect: changes events before the machine sees them, and sees what it says.
    interface Tampering {
        /// Changes nothing.
        Tampering NONE = new Tampering() {};

        default Event change(Event event) {
            return event;
        }

        default void told(WorkerId worker, WorkerInstruction message) {}

        /// Whether it is said at all.
        default boolean isSaid(WorkerInstruction message) {
            return true;
        }

        /// Whether streams are heard after their end.
        default boolean hearsAfterTheEnd() {
            return false;
        }

        /// Whether promises wait until they are safe.
        default boolean isPatient() {
            return true;
        }

        /// How often inventories are compared.
        default Duration inventoryEvery() {
            return Duration.ofSeconds(3);
        }

        /// Whether there may be a journal.
        default boolean mayHaveJournal() {
            return true;
        }
    }

    SimulatedScheduler(SimulatedTime time, SplittableRandom random, Tampering tampering, boolean areLossesPlanted) {
        this.time = time;
        this.areLossesPlanted = areLossesPlanted;
        this.random = random;
        this.turnNanosMax = (long) random.nextInt(3) * random.nextInt(10) * SimulatedTime.MILLI;
        this.tampering = tampering;
        this.attention = new SimulatedAttention(time);
        boolean hasJournal = random.nextInt(3) != 0 && tampering.mayHaveJournal();
        this.journal = hasJournal ? new SimulatedJournal(time, random.split()) : null;
        this.machine = newMachine();
        if (hasJournal) {
            begin();
            planCheckpoint();
        } else {
            isListening = true;
        }
    }

    private SchedulerMachine newMachine() {
        SchedulerSettings settings = SchedulerSettings.DEFAULT
                .withChecks()
                .withFailure(FailureSettings.DEFAULT.withInventoryEvery(tampering.inventoryEvery()));
        return journal == null ? new SchedulerMachine(settings, life) : SchedulerMachine.withJournal(settings, life);
    }

    /// Replays what is there and begins a life; whoever comes is heard once it is safe that it has begun.
    private void begin() {
        ids = (long) life * IDS_PER_LIFE;
        for (JournalRecord content : Objects.requireNonNull(journal).replay()) {
            machine.handle(new Event.Replayed(content, time.nowNanos()));
        }
        Set<CodeHash> lost = code.restore(machine.codeSets(), random);
        handle(new Event.Recovered(lost, GATHER_NANOS, time.nowNanos()));
    }

    private void planCheckpoint() {
        time.after((1 + random.nextInt(20)) * SimulatedTime.SECOND, () -> {
            if (isListening) {
                Objects.requireNonNull(journal).checkpoint(machine.liveRecords());
            }
            planCheckpoint();
        });
    }

    /// The process dies; where it keeps a journal, another one begins in its place after a while.
    void crash() {
        if (journal == null || !isListening) {
            return;
        }
        List<JournalRecord> known = journal.isAllSafe() && turn.isEmpty() ? comparable(machine) : null;
        time.tell(() -> "the scheduler dies");
        life++;
        isListening = false;
        streams.forEach(end -> end.stream().die(1, "the scheduler died"));
        streams.clear();
        workers.clear();
        clients.clear();
        turn.clear();
        attention.reset();
        journal.crash();
        promises = new HeldBack<>();
        addTransitions(machine, transitions);
        defectsBefore.add(machine.defects());
        machine = newMachine();
        checkReplay(known);
        int planned = life;
        time.after((100 + random.nextInt(random.nextInt(5) == 0 ? 20_000 : 3_000)) * SimulatedTime.MILLI, () -> {
            if (planned == life) {
                begin();
            }
        });
    }

    /// What was known, where all of it was safe, is known again.
    private void checkReplay(@Nullable List<JournalRecord> known) {
        if (known == null) {
            return;
        }
        SchedulerMachine replayed = newMachine();
        for (JournalRecord content : Objects.requireNonNull(journal).replay()) {
            replayed.handle(new Event.Replayed(content, time.nowNanos()));
        }
        List<JournalRecord> again = comparable(replayed);
        if (!again.equals(known)) {
            throw new IllegalStateException("the journal does not make what was known: "
                    + SimulatedJournal.difference(again, known) + "; it makes " + again + ", known was " + known);
        }
    }

    /// Of a granted commit a replay does not know whether its run has ended.
    private static List<JournalRecord> comparable(SchedulerMachine machine) {
        List<JournalRecord> records = new ArrayList<>();
        machine.liveRecords().forEachRemaining(records::add);
        records.removeIf(JournalRecord.CommitGranted.class::isInstance);
        return records;
    }

    /// Adds how often each transition occurred, in all lives.
    void countTransitions(Map<String, Long> counts) {
        transitions.forEach((transition, count) -> counts.merge(transition, count, Long::sum));
        addTransitions(machine, counts);
    }

    private static void addTransitions(SchedulerMachine machine, Map<String, Long> counts) {
        machine.transitionCounts().forEach(count -> counts.merge(count.transition(), count.count(), Long::sum));
    }

    /// Every state after a turn goes into the hash of the run.
    void traceStates() {
        areStatesTraced = true;
    }

    SchedulerMachine machine() {
        return machine;
    }

    /// What its watchdog found, in all lives.
    List<InventoryDefects> defects() {
        List<InventoryDefects> found = new ArrayList<>(defectsBefore);
        found.add(machine.defects());
        return found;
    }

    /// Number of its life, from 1.
    int life() {
        return life;
    }

    /// Streams of workers that ended, however they did.
    long lostWorkers() {
        return lostWorkers;
    }

    void freeze(long nanos) {
        attention.freeze(nanos);
    }

    /// Takes in a new stream; where nobody listens, its opener is told soon.
    void accept(SimulatedStream.End end) {
        end.listen(new Peer(end));
        if (!isListening) {
            end.stream().die(1, "connection refused");
            return;
        }
        streams.add(end);
        if (tampering.hearsAfterTheEnd()) {
            end.hearAfterTheEnd();
        }
    }

    /// A peer; its first message says what it is.
    private final class Peer implements SimulatedStream.Receiver {
        private final SimulatedStream.End end;
        private final int lifeOfStream = life;
        private @Nullable WorkerId worker;
        private @Nullable ClientId client;

        Peer(SimulatedStream.End end) {
            this.end = end;
        }

        @Override
        public void received(Message message) {
            if (lifeOfStream == life) {
                attention.take(() -> take(message));
            }
        }

        private void take(Message message) {
            long now = time.nowNanos();
            switch (message) {
                case WorkerMessage.RegisterWorker registration
                when worker == null -> {
                    worker = new WorkerId(++ids);
                    workers.put(worker, end);
                    handle(new Event.WorkerRegistered(worker, registration, now));
                }
                case WorkerMessage said -> {
                    grants.heard(worker, said);
                    handle(new Event.WorkerSpoke(worker, said, now));
                    if (said instanceof WorkerMessage.Heartbeat) {
                        end.send(new Ping());
                    }
                }
                case ClientMessage.RegisterClient registration
                when client == null -> {
                    client = new ClientId(++ids);
                    clients.put(client, end);
                    handle(new Event.ClientRegistered(
                            client, registration.name(), registration.session(), registration.isReturning(), now));
                }
                case ClientMessage said -> handle(new Event.ClientSpoke(client, said, now));
                case CoordinationRequest asked -> handle(new Event.ClientAsked(client, asked, now));
                default -> throw new IllegalStateException("the scheduler got " + message);
            }
        }

        @Override
        public void closed(String reason) {
            if (lifeOfStream != life) {
                return;
            }
            attention.take(() -> {
                if (worker != null && workers.remove(worker) != null) {
                    lostWorkers++;
                    handle(new Event.WorkerLost(worker, DeathReport.noticed(reason), time.nowNanos()));
                }
                if (client != null && clients.remove(client) != null) {
                    handle(new Event.ClientLost(client, reason, time.nowNanos()));
                }
            });
        }
    }

    /// Puts an event into the turn that is being gathered; some turns hold one, others all that comes in a few
    /// milliseconds.
    private void handle(Event event) {
        turn.add(tampering.change(event));
        if (turn.size() == 1) {
            long delay = turnNanosMax == 0 ? 0 : random.nextLong(turnNanosMax);
            later(delay, this::turn);
        }
    }

    /// Plans something that this life of the process does.
    private void later(long delayNanos, Runnable action) {
        int planned = life;
        time.after(delayNanos, () -> {
            if (planned == life) {
                attention.take(action);
            }
        });
    }

    private void turn() {
        List<Event> taken = List.copyOf(turn);
        turn.clear();
        taken.forEach(code::hold);
        for (Instruction instruction : machine.handle(taken)) {
            check(instruction);
            if (instruction instanceof Instruction.WriteRecord(JournalRecord content)) {
                int writing = life;
                promises.wrote(Objects.requireNonNull(journal)
                        .append(content, sequence -> later(0, () -> durable(writing, sequence))));
            } else if (!instruction.isPromise() || !tampering.isPatient() || !promises.isKept(instruction)) {
                perform(instruction);
            }
        }
        if (!areLossesPlanted && machine.defects().total() > 0) {
            throw new IllegalStateException("nobody planted what the watchdog found: " + machine.defects());
        }
        if (machine.taskCount() == 0) {
            code.checkFree();
        }
        if (areStatesTraced) {
            time.trace(machine.digest());
        }
    }

    private void durable(int writing, long sequence) {
        if (writing == life) {
            promises.durable(sequence).forEach(this::perform);
            isListening = true;
        }
    }

    private void perform(Instruction instruction) {
        switch (instruction) {
            case Instruction.TellWorker tell -> {
                tell.messages().forEach(message -> tampering.told(tell.worker(), message));
                send(
                        workers.get(tell.worker()),
                        tell.messages().stream().filter(tampering::isSaid).toList());
            }
            case Instruction.TellClient tell -> send(clients.get(tell.client()), tell.messages());
            case Instruction.DisconnectWorker disconnect -> {
                lostWorkers++;
                SimulatedStream.End end = workers.remove(disconnect.worker());
                if (end != null) {
                    end.close(disconnect.reason());
                }
            }
            case Instruction.DisconnectClient disconnect -> {
                SimulatedStream.End end = clients.remove(disconnect.client());
                if (end != null) {
                    end.close(disconnect.reason());
                }
            }
            case Instruction.SetTimer timer ->
                later(
                        Math.max(0, timer.atNanos() - time.nowNanos()),
                        () -> handle(new Event.TimePassed(time.nowNanos())));
            case Instruction.Note note -> {
                time.tell(() -> "scheduler: " + note.text());
                time.trace(note.text().hashCode());
            }
            case Instruction.WriteRecord write ->
                throw new IllegalStateException("it is no instruction to perform: " + write);
            case Instruction.GrantCommit grant ->
                send(workers.get(grant.worker()), List.of(new WorkerInstruction.AnswerCommit(grant.run(), true)));
            case Instruction.ReleaseCode _ -> {
                // It counted when it was decided.
            }
            case Instruction.NoteTask _ -> throw new IllegalStateException("nobody asked for lines of tasks");
        }
    }

    /// When it is told may be later than when it is true.
    private void check(Instruction instruction) {
        if (instruction instanceof Instruction.ReleaseCode release) {
            code.release(release.codeSet());
        } else if (instruction instanceof Instruction.Note(boolean _, String text)
                && text.contains("is lost (retired)")
                && !text.contains(" 0 runs and 0 results with it")) {
            throw new IllegalStateException("what it had should have moved first: " + text);
        } else if (instruction instanceof Instruction.TellWorker(WorkerId worker, List<WorkerInstruction> messages)) {
            for (WorkerInstruction message : messages) {
                grants.told(worker, message);
                if (message instanceof WorkerInstruction.AssignTask task) {
                    task.inputs().forEach(this::checkHeld);
                } else if (message instanceof WorkerInstruction.AssignPlanner planner) {
                    planner.task().inputs().forEach(this::checkHeld);
                }
            }
        } else if (instruction instanceof Instruction.TellClient(ClientId _, List<Message> messages)) {
            for (Message message : messages) {
                if (message instanceof ClientNotice.JobFinished finished) {
                    finished.results().forEach(this::checkHeld);
                } else if (message instanceof ClientNotice.TasksEnded ended) {
                    ended.outcomes().forEach(this::checkHeld);
                }
            }
        }
    }

    private void checkHeld(TaskOutcome outcome) {
        if (outcome instanceof TaskOutcome.Succeeded succeeded) {
            checkHeld(List.of(succeeded.location()));
        }
    }

    /// What the scheduler believes a worker to hold, the worker holds, unless it has broken with this scheduler.
    private void checkHeld(List<ResultLocation> locations) {
        for (ResultLocation location : locations) {
            for (Holder holder : location.holders()) {
                SimulatedStream.End end = workers.get(holder.worker());
                if (!areLossesPlanted && end != null && !end.stream().isHeldOrOver(location.result())) {
                    throw new IllegalStateException(holder + " does not hold " + location.result() + ": "
                            + machine.story(location.result().task()));
                }
            }
        }
    }

    private static void send(SimulatedStream.End end, List<? extends Message> messages) {
        if (end != null) {
            messages.forEach(end::send);
        }
    }
}
