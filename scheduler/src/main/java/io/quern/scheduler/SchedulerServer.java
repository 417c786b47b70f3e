package io.quern.scheduler;

import io.quern.core.error.QuernException;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.ClientId;
import io.quern.core.key.CodeHash;
import io.quern.core.message.ClientMessage;
import io.quern.core.message.ClientNotice;
import io.quern.core.message.Message;
import io.quern.core.message.Ping;
import io.quern.core.message.Role;
import io.quern.core.message.WorkerInstruction;
import io.quern.core.message.WorkerMessage;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.EventLoop;
import io.quern.core.transport.Connection;
import io.quern.core.transport.ConnectionListener;
import io.quern.core.transport.Transport;
import io.quern.scheduler.code.CodeDepot;
import io.quern.scheduler.lifecycle.Event;
import io.quern.scheduler.lifecycle.Instruction;
import io.quern.scheduler.lifecycle.SchedulerMachine;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.settings.SchedulerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running scheduler: listens for workers and clients, gives what they say to the state machine on one event
/// loop, and carries out its instructions.
///
/// Jobs and workers are logged at INFO. With [SchedulerSettings#isTaskLogged] the logger `io.quern.scheduler.tasks`
/// has two lines a task, such as `aggregate-chunk started: 1f2e3d4c/0[3]#1 on worker-a`. Every heartbeat of a
/// worker is answered with a [Ping], from which the worker learns that this event loop turns.
public final class SchedulerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerServer.class);
    private static final Logger TASKS = LoggerFactory.getLogger("io.quern.scheduler.tasks");
    private static final int QUEUE_CAPACITY = 100_000;
    private static final int BATCH_MAX = 1_000;

    private final Clock clock;
    private final SchedulerMachine machine;
    private final EventLoop<PeerInput> loop;
    /// Owned by the event loop.
    private final Peers peers;
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private final CompletableFuture<Void> recovered = new CompletableFuture<>();
    private final DurableTurns turns;
    private final @Nullable SchedulerJournal journal;
    private final long epoch;
    private final @Nullable CodeDepot code;
    private volatile String address = "";

    /// Makes a scheduler that does not run yet, for programs whose workers have all their code.
    public SchedulerServer(SchedulerSettings settings, Clock clock) {
        this(settings, clock, null);
    }

    /// Makes a scheduler that does not run yet and keeps no journal: its jobs end with it.
    ///
    /// @param code keeps the code of programs; null where none travels
    public SchedulerServer(SchedulerSettings settings, Clock clock, @Nullable CodeDepot code) {
        this(settings, clock, code, null);
    }

    /// Makes a scheduler that does not run yet. Without a journal its epoch is the time of day, so a later
    /// scheduler has a larger one.
    ///
    /// @param code keeps the code of programs; null where none travels
    /// @param journal from which a scheduler that was killed goes on; closed with this one; null where jobs
    ///     end with the scheduler
    public SchedulerServer(
            SchedulerSettings settings, Clock clock, @Nullable CodeDepot code, @Nullable SchedulerJournal journal) {
        this.code = code;
        this.clock = clock;
        this.journal = journal;
        this.epoch = journal == null ? clock.wallMillis() : journal.epoch();
        this.peers = new Peers(epoch);
        this.machine =
                journal == null ? new SchedulerMachine(settings, epoch) : SchedulerMachine.withJournal(settings, epoch);
        this.turns = new DurableTurns(machine, journal, this::perform);
        this.loop = new EventLoop<>("quern-scheduler", QUEUE_CAPACITY, BATCH_MAX, clock, this::handle, this::failed);
    }

    /// Listens and runs.
    ///
    /// @param transport stays the caller's to close, after this
    /// @param listenAddress such as `tcp://127.0.0.1:8786`; port 0: any free one
    /// @return the address that workers and clients use
    /// @throws io.quern.core.error.QuernException if it cannot listen there, or its journal cannot be read
    public String start(Transport transport, String listenAddress) {
        loop.start();
        try {
            recover();
            address = transport.listen(listenAddress, this::accept);
        } catch (RuntimeException e) {
            loop.close();
            closeJournal();
            throw e;
        }
        LOG.info("scheduler at {}, epoch {}", address, epoch);
        return address;
    }

    /// Waits until the journal is replayed and says that this life has begun: before, nobody may be told anything.
    private void recover() {
        if (journal == null) {
            return;
        }
        boolean _ = loop.post(new PeerInput.Recover());
        try {
            recovered.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof QuernException known) {
                throw new QuernException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw e;
        }
    }

    /// Where workers and clients connect; empty before the start.
    public String address() {
        return address;
    }

    /// Completes when the scheduler has ended: with null after [#close], with the reason where it stopped itself.
    public CompletableFuture<@Nullable Throwable> end() {
        return end.copy();
    }

    private ConnectionListener accept(Connection connection, Role role) {
        if (role == Role.TRANSFER && code != null) {
            return code.accept(connection);
        }
        Peer peer = new Peer(connection, role);
        return new ConnectionListener() {
            @Override
            public void received(Connection from, Message message) {
                if (!loop.post(new PeerInput.Received(peer, message))) {
                    from.close("the scheduler has stopped");
                }
            }

            @Override
            public void closed(Connection from, String reason) {
                // Where the loop has ended there is nobody left to tell.
                boolean _ = loop.post(new PeerInput.Closed(peer, reason));
            }
        };
    }

    /// One turn of the machine for all that came meanwhile.
    private void handle(List<PeerInput> batch) {
        List<Event> turn = new ArrayList<>(batch.size());
        for (PeerInput input : batch) {
            if (!isOfClient(input) || !turns.isWithheld(input)) {
                take(input, turn);
            }
        }
        for (PeerInput input = turns.nextWithheld(); input != null; input = turns.nextWithheld()) {
            take(input, turn);
        }
        if (!turn.isEmpty()) {
            turns.handle(turn);
        }
    }

    private void take(PeerInput input, List<Event> turn) {
        Event event = event(input, clock.nanoTime());
        if (event != null) {
            turn.add(event);
        }
    }

    private static boolean isOfClient(PeerInput input) {
        return switch (input) {
            case PeerInput.Received(Peer peer, Message _) -> peer.role() == Role.CLIENT;
            case PeerInput.Closed(Peer peer, String _) -> peer.role() == Role.CLIENT;
            case PeerInput.TimerDue _,
                    PeerInput.ShutDown _,
                    PeerInput.Recover _,
                    PeerInput.Durable _,
                    PeerInput.JournalFailed _ -> false;
        };
    }

    /// Holds the code of what a registered client submits. Nothing is held for others: what they send does not reach
    /// the machine, which says when to let go.
    ///
    /// @return false where it is not here
    private boolean tryHold(Peer peer, CodeHash codeSet) {
        return peer.role() != Role.CLIENT
                || peer.client() == null
                || codeSet.isNone()
                || (code != null && code.tryHold(codeSet));
    }

    /// Where the code of a job is not here, the client is told.
    private boolean isRefused(Peer peer, JobSpec job) {
        if (tryHold(peer, job.codeSet())) {
            return false;
        }
        String reason = "job " + job.name() + " names the code set " + job.codeSet()
                + ", which the scheduler does not have; submit it again, so that its code is sent anew";
        LOG.warn("{}", reason);
        peer.connection().send(new ClientNotice.JobRefused(job.id(), reason));
        return true;
    }

    private @Nullable Event event(PeerInput input, long nowNanos) {
        return switch (input) {
            case PeerInput.Received(Peer peer, Message message) -> {
                if (message instanceof WorkerMessage.Heartbeat) {
                    peer.connection().send(new Ping());
                }
                if (message instanceof ClientMessage.SubmitJob submitted && isRefused(peer, submitted.job())) {
                    yield null;
                }
                ClientId client = peer.client();
                if (client != null
                        && message instanceof ClientMessage.SubmitTasks submitted
                        && !tryHold(peer, submitted.batch().codeSet())) {
                    yield new Event.BatchWithoutCode(client, submitted.batch(), nowNanos);
                }
                yield peers.received(peer, message, nowNanos);
            }
            case PeerInput.Closed(Peer peer, String reason) -> peers.closed(peer, reason, nowNanos);
            case PeerInput.TimerDue _ -> new Event.TimePassed(nowNanos);
            case PeerInput.Recover _ -> {
                turns.recover(codeSet -> code != null && code.restore(codeSet), clock, loop::post);
                peers.beginAfter(machine.life() - 1);
                yield null;
            }
            case PeerInput.Durable(long sequence) -> {
                if (turns.isAllDurable(sequence)) {
                    recovered.complete(null);
                }
                yield null;
            }
            case PeerInput.JournalFailed(JournalException failure) -> throw failure;
            case PeerInput.ShutDown(String reason) -> {
                peers.closeAll(reason);
                yield null;
            }
        };
    }

    private void perform(Instruction instruction) {
        switch (instruction) {
            case Instruction.TellWorker tell -> peers.tell(tell.worker(), tell.messages());
            case Instruction.TellClient tell -> peers.tell(tell.client(), tell.messages());
            case Instruction.WriteRecord write ->
                throw new IllegalStateException("there is no journal for " + write.content());
            case Instruction.GrantCommit grant ->
                peers.tell(grant.worker(), List.of(new WorkerInstruction.AnswerCommit(grant.run(), true)));
            case Instruction.ReleaseCode release -> release(release.codeSet());
            case Instruction.DisconnectWorker disconnect -> peers.disconnect(disconnect.worker(), disconnect.reason());
            case Instruction.DisconnectClient disconnect -> peers.disconnect(disconnect.client(), disconnect.reason());
            case Instruction.SetTimer timer -> {
                long delayNanos = Math.max(0, timer.atNanos() - clock.nanoTime());
                loop.postAfter(Duration.ofNanos(delayNanos), new PeerInput.TimerDue());
            }
            case Instruction.Note(boolean isWarning, String text) -> {
                if (isWarning) {
                    LOG.warn("{}", text);
                } else {
                    LOG.info("{}", text);
                }
            }
            case Instruction.NoteTask task ->
                TASKS.info("{} {}: {} on {}", task.stageName(), task.what(), task.run(), task.worker());
        }
    }

    private void release(CodeHash codeSet) {
        if (code != null) {
            code.release(codeSet);
        }
    }

    /// The state may be half changed: nothing more is done, and everybody is told by the end of their streams.
    private void failed(Throwable failure) {
        if (journal != null && recovered.completeExceptionally(failure)) {
            // It never listened: whoever starts it is told.
            end.complete(failure);
            return;
        }
        if (failure instanceof JournalException) {
            LOG.error("the scheduler stops, since nothing more can be made safe: {}", failure.getMessage());
            peers.closeAll("the scheduler stopped: " + failure.getMessage());
            end.complete(failure);
            return;
        }
        LOG.error("the scheduler stops at a defect; its last events: {}", machine.recentEvents(), failure);
        peers.closeAll("the scheduler stopped at a defect: " + failure.getMessage());
        end.complete(failure);
    }

    /// Closes all streams and ends the event loop. Jobs that run are lost, unless there is a journal: then a
    /// scheduler that has it after this one goes on with them.
    @Override
    public void close() {
        boolean isOpen = loop.post(new PeerInput.ShutDown("the scheduler stopped"));
        loop.close();
        closeJournal();
        end.complete(null);
        if (isOpen) {
            LOG.info("scheduler at {} stopped", address);
        }
    }

    private void closeJournal() {
        if (journal != null) {
            journal.close();
        }
    }
}
