package io.quern.cluster.simulation;

import io.quern.core.key.ClientId;
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
import io.quern.scheduler.lifecycle.SchedulerMachine;
import io.quern.scheduler.settings.SchedulerSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// The scheduler's machine with its streams, as the server has them. Every event is followed by the full check.
final class SimulatedScheduler {
    private final SimulatedTime time;
    private final SchedulerMachine machine = new SchedulerMachine(SchedulerSettings.DEFAULT.withChecks(), 1);
    private final Tampering tampering;
    private final SimulatedAttention attention;
    private final Map<WorkerId, SimulatedStream.End> workers = new HashMap<>();
    private final Map<ClientId, SimulatedStream.End> clients = new HashMap<>();
    private final List<Event> turn = new ArrayList<>();
    private final SplittableRandom random;
    private final long turnNanosMax;
    private long ids;
    private long lostWorkers;

    /// A planted defect: changes events before the machine sees them, and sees what it says.
    interface Tampering {
        /// Changes nothing.
        Tampering NONE = new Tampering() {};

        default Event change(Event event) {
            return event;
        }

        default void told(WorkerId worker, WorkerInstruction message) {}

        /// Whether streams are heard after their end.
        default boolean hearsAfterTheEnd() {
            return false;
        }
    }

    SimulatedScheduler(SimulatedTime time, SplittableRandom random, Tampering tampering) {
        this.time = time;
        this.random = random;
        this.turnNanosMax = (long) random.nextInt(3) * random.nextInt(10) * SimulatedTime.MILLI;
        this.tampering = tampering;
        this.attention = new SimulatedAttention(time);
    }

    SchedulerMachine machine() {
        return machine;
    }

    /// Streams of workers that ended, however they did.
    long lostWorkers() {
        return lostWorkers;
    }

    void freeze(long nanos) {
        attention.freeze(nanos);
    }

    /// Takes in a new stream.
    void accept(SimulatedStream.End end) {
        end.listen(new Peer(end));
        if (tampering.hearsAfterTheEnd()) {
            end.hearAfterTheEnd();
        }
    }

    /// A peer; its first message says what it is.
    private final class Peer implements SimulatedStream.Receiver {
        private final SimulatedStream.End end;
        private WorkerId worker;
        private ClientId client;

        Peer(SimulatedStream.End end) {
            this.end = end;
        }

        @Override
        public void received(Message message) {
            attention.take(() -> take(message));
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
                    handle(new Event.WorkerSpoke(worker, said, now));
                    if (said instanceof WorkerMessage.Heartbeat) {
                        end.send(new Ping());
                    }
                }
                case ClientMessage.RegisterClient registration
                when client == null -> {
                    client = new ClientId(++ids);
                    clients.put(client, end);
                    handle(new Event.ClientRegistered(client, registration.name(), registration.session(), now));
                }
                case ClientMessage said -> handle(new Event.ClientSpoke(client, said, now));
                case CoordinationRequest asked -> handle(new Event.ClientAsked(client, asked, now));
                default -> throw new IllegalStateException("the scheduler got " + message);
            }
        }

        @Override
        public void closed(String reason) {
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
            time.after(delay, () -> attention.take(this::turn));
        }
    }

    private void turn() {
        List<Event> taken = List.copyOf(turn);
        turn.clear();
        machine.handle(taken).forEach(this::perform);
        time.trace(machine.digest());
    }

    private void perform(Instruction instruction) {
        switch (instruction) {
            case Instruction.TellWorker tell -> {
                for (WorkerInstruction message : tell.messages()) {
                    tampering.told(tell.worker(), message);
                    if (message instanceof WorkerInstruction.AssignTask task) {
                        task.inputs().forEach(this::checkHeld);
                    }
                }
                send(workers.get(tell.worker()), tell.messages());
            }
            case Instruction.TellClient tell -> {
                for (Message message : tell.messages()) {
                    switch (message) {
                        case ClientNotice.JobFinished finished -> checkHeld(finished.results());
                        case ClientNotice.TasksEnded ended -> ended.outcomes().forEach(this::checkHeld);
                        default -> {
                            // It names no results.
                        }
                    }
                }
                send(clients.get(tell.client()), tell.messages());
            }
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
                time.at(timer.atNanos(), () -> attention.take(() -> handle(new Event.TimePassed(time.nowNanos()))));
            case Instruction.Note note -> time.trace(note.text().hashCode());
            case Instruction.WriteRecord _, Instruction.GrantCommit _ ->
                throw new IllegalStateException("there is no journal for " + instruction);
            case Instruction.ReleaseCode _ -> throw new IllegalStateException("no simulated job has code that travels");
            case Instruction.NoteTask _ -> throw new IllegalStateException("nobody asked for lines of tasks");
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
                if (end != null && !end.stream().isHeldOrOver(location.result())) {
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
